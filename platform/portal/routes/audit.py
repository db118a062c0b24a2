"""The auditor's pages."""

from django.urls import path

from portal.views import audit, reveal

urlpatterns = [
    path("", audit.home, name="audit-home"),
    path("reveals/", reveal.audit_reveals, name="audit-reveals"),
    path("projects/<uuid:guid>/", audit.project, name="audit-project"),
]

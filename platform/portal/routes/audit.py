"""The auditor's pages."""

from django.urls import path

from portal.views import audit

urlpatterns = [
    path("", audit.home, name="audit-home"),
    path("projects/<uuid:guid>/", audit.project, name="audit-project"),
]

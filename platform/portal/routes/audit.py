"""The auditor's pages."""

from django.urls import path

from portal.views import afterwards, audit, exports, reveal, verify

urlpatterns = [
    path("", audit.home, name="audit-home"),
    path("export/", exports.audited, name="audit-export"),
    path("projects/<uuid:guid>/export/", exports.timeline, name="audit-timeline-export"),
    path("projects/<uuid:guid>/proof/", verify.proof, name="audit-proof"),
    path("acts/", audit.acts, name="audit-acts"),
    path("acts/export/", exports.acts, name="audit-acts-export"),
    path("afterwards/", afterwards.report, name="audit-afterwards"),
    path("afterwards/export/", afterwards.export, name="audit-afterwards-export"),
    path("readings/", audit.readings, name="audit-readings"),
    path("reveals/", reveal.audit_reveals, name="audit-reveals"),
    path("projects/<uuid:guid>/", audit.project, name="audit-project"),
]

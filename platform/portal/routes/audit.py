"""The auditor's pages."""

from django.urls import path

from portal.views import afterwards, as_of, audit, exports, reveal, signals, signed, verify

urlpatterns = [
    path("", audit.home, name="audit-home"),
    path("export/", exports.audited, name="audit-export"),
    path("projects/<uuid:guid>/export/", exports.timeline, name="audit-timeline-export"),
    path("projects/<uuid:guid>/export/signed/", signed.timeline, name="audit-timeline-signed-export"),
    path("projects/<uuid:guid>/proof/", verify.proof, name="audit-proof"),
    path("projects/<uuid:guid>/extracts/", audit.extract_checks, name="audit-extract-checks"),
    path("acts/", audit.acts, name="audit-acts"),
    path("acts/export/", exports.acts, name="audit-acts-export"),
    path("acts/export/signed/", signed.acts, name="audit-acts-signed-export"),
    path("afterwards/", afterwards.report, name="audit-afterwards"),
    path("afterwards/export/", afterwards.export, name="audit-afterwards-export"),
    path("as-of/projects/<uuid:guid>/", as_of.project, name="as-of-project"),
    path("as-of/projects/<uuid:guid>/public/", as_of.public, name="as-of-public"),
    path("as-of/enterprises/<int:pk>/", as_of.enterprise, name="as-of-enterprise"),
    path("as-of/people/<int:pk>/", as_of.person, name="as-of-person"),
    path("as-of/authorities/<int:pk>/", as_of.authority, name="as-of-authority"),
    path("signals/", signals.signals, name="audit-signals"),
    path("signals/open/", signals.open_one, name="audit-signal-open"),
    path("signals/leads/", signals.leads, name="audit-leads"),
    path("signals/leads/<int:pk>/", signals.lead, name="audit-lead"),
    path("checks/", audit.checks, name="audit-checks"),
    path("readings/", audit.readings, name="audit-readings"),
    path("reveals/", reveal.audit_reveals, name="audit-reveals"),
    path("projects/<uuid:guid>/", audit.project, name="audit-project"),
]

"""Addresses of the enterprise's requests for correction, below /enterprise/."""

from django.urls import path

from errata.views import findings, lists, page, preparing, replacing

_OWN = {"prefix": "own-erratum"}
_CASE = {"prefix": "own-finding"}
urlpatterns = [
    path("findings/", findings.own, name="own-findings"),
    path("findings/<slug:number>/", findings.page, _CASE, name="own-finding"),
    path("findings/<slug:number>/papers/", findings.add_paper, _CASE, name="own-finding-paper-add"),
    path("errata/", lists.own, name="own-errata"),
    path("projects/<uuid:guid>/errata/", preparing.begin, name="erratum-begin"),
    path("errata/<slug:number>/", page.page, _OWN, name="own-erratum"),
    path("errata/<slug:number>/records/<uuid:guid>/", preparing.record, _OWN, name="own-erratum-record"),
    path("errata/<slug:number>/records/<uuid:guid>/papers/", replacing.papers, _OWN, name="own-erratum-record-papers"),
    path(
        "errata/<slug:number>/replacements/<uuid:guid>/drop/", replacing.drop, _OWN, name="own-erratum-replacement-drop"
    ),
    path("errata/<slug:number>/evidence/", preparing.evidence, _OWN, name="own-erratum-evidence"),
    path(
        "errata/<slug:number>/evidence/<uuid:guid>/remove/",
        preparing.remove_evidence,
        _OWN,
        name="own-erratum-evidence-remove",
    ),
]

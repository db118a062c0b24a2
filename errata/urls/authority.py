"""Addresses of the errata desk, below /authority/: authorities of all tiers and technical support."""

from django.urls import path

from errata.views import findings, lists, page, preparing, replacing

_THEIRS = {"prefix": "erratum"}
_CASE = {"prefix": "finding"}
urlpatterns = [
    path("findings/", findings.desk, name="findings-desk"),
    path("findings/<slug:number>/", findings.page, _CASE, name="finding"),
    path("findings/<slug:number>/papers/", findings.add_paper, _CASE, name="finding-paper-add"),
    path("errata/", lists.desk, name="errata-desk"),
    path("errata/exceptions/", lists.exceptions, name="erratum-exceptions"),
    path("errata/exceptions/<int:pk>/agree/", lists.agree, name="erratum-exception-agree"),
    path("errata/<slug:number>/", page.page, _THEIRS, name="erratum"),
    path("errata/<slug:number>/records/<uuid:guid>/", preparing.record, _THEIRS, name="erratum-record"),
    path("errata/<slug:number>/records/<uuid:guid>/papers/", replacing.papers, _THEIRS, name="erratum-record-papers"),
    path(
        "errata/<slug:number>/replacements/<uuid:guid>/drop/", replacing.drop, _THEIRS, name="erratum-replacement-drop"
    ),
    path("errata/<slug:number>/evidence/", preparing.evidence, _THEIRS, name="erratum-evidence"),
    path(
        "errata/<slug:number>/evidence/<uuid:guid>/remove/",
        preparing.remove_evidence,
        _THEIRS,
        name="erratum-evidence-remove",
    ),
]

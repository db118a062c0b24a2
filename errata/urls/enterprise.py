"""Addresses of the enterprise's requests for correction, below /enterprise/."""

from django.urls import path

from errata.views import lists, page, preparing

_OWN = {"prefix": "own-erratum"}
urlpatterns = [
    path("errata/", lists.own, name="own-errata"),
    path("projects/<uuid:guid>/errata/", preparing.begin, name="erratum-begin"),
    path("errata/<slug:number>/", page.page, _OWN, name="own-erratum"),
    path("errata/<slug:number>/records/<uuid:guid>/", preparing.record, _OWN, name="own-erratum-record"),
    path("errata/<slug:number>/evidence/", preparing.evidence, _OWN, name="own-erratum-evidence"),
    path(
        "errata/<slug:number>/evidence/<uuid:guid>/remove/",
        preparing.remove_evidence,
        _OWN,
        name="own-erratum-evidence-remove",
    ),
]

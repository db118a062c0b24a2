"""Addresses of the enterprise's requests for correction, below /enterprise/."""

from django.urls import path, re_path

from errata.views import lists, page, preparing

_OWN = {"prefix": "own-erratum"}
_NUMBER = r"^errata/(?P<number>E[0-9]{14,18})/"
_GUID = r"(?P<guid>[0-9a-f-]{36})/"
urlpatterns = [
    path("errata/", lists.own, name="own-errata"),
    path("projects/<uuid:guid>/errata/", preparing.begin, name="erratum-begin"),
    re_path(_NUMBER + "$", page.page, _OWN, name="own-erratum"),
    re_path(_NUMBER + f"records/{_GUID}$", preparing.record, _OWN, name="own-erratum-record"),
    re_path(_NUMBER + "evidence/$", preparing.evidence, _OWN, name="own-erratum-evidence"),
    re_path(_NUMBER + f"evidence/{_GUID}remove/$", preparing.remove_evidence, _OWN, name="own-erratum-evidence-remove"),
]

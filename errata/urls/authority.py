"""Addresses of the errata desk, below /authority/: authorities of all tiers and technical support."""

from django.urls import path, re_path

from errata.views import lists, page, preparing

_THEIRS = {"prefix": "erratum"}
_NUMBER = r"^errata/(?P<number>E[0-9]{14,18})/"
_GUID = r"(?P<guid>[0-9a-f-]{36})/"
urlpatterns = [
    path("errata/", lists.desk, name="errata-desk"),
    path("errata/exceptions/", lists.exceptions, name="erratum-exceptions"),
    path("errata/exceptions/<int:pk>/agree/", lists.agree, name="erratum-exception-agree"),
    re_path(_NUMBER + "$", page.page, _THEIRS, name="erratum"),
    re_path(_NUMBER + f"records/{_GUID}$", preparing.record, _THEIRS, name="erratum-record"),
    re_path(_NUMBER + "evidence/$", preparing.evidence, _THEIRS, name="erratum-evidence"),
    re_path(_NUMBER + f"evidence/{_GUID}remove/$", preparing.remove_evidence, _THEIRS, name="erratum-evidence-remove"),
]

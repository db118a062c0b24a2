"""Addresses of the officials' pages, below /authority/."""

from django.urls import path

from confirmation.views import authority, decide

urlpatterns = [
    path("", authority.queue, name="authority-queue"),
    path("next/", authority.next_case, name="authority-next"),
    path("cases/<slug:number>/", decide.case_page, name="authority-case"),
    path("cases/<slug:number>/claim/", authority.claim, name="authority-claim"),
    path("cases/<slug:number>/release/", authority.release, name="authority-release"),
    path("cases/<slug:number>/compare/", decide.compare, name="authority-compare"),
]

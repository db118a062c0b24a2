"""Addresses of the officials' pages, below /authority/."""

from django.urls import path

from accounts.views import relations
from confirmation.views import (
    asking,
    authority,
    bulk,
    decide,
    differences,
    lists,
    proofs,
    queue,
    reasons,
    supervision,
    viewing,
)

urlpatterns = [
    path("", queue.queue, name="authority-queue"),
    path("supervision/", supervision.overview, name="supervision"),
    path("supervision/<int:unit>/", supervision.unit, name="supervised-unit"),
    path("supervision/<int:unit>/urge/", supervision.urge, name="supervision-urge"),
    path("supervision/<int:unit>/draw/", supervision.draw, name="supervision-draw"),
    path("rechecks/<int:pk>/", supervision.recheck, name="recheck"),
    path("rechecks/<int:pk>/<int:item>/", supervision.record, name="recheck-record"),
    path("reasons/", reasons.of_unit, name="unit-reasons"),
    path("relations/", relations.relations, name="relations"),
    path("relations/<int:pk>/end/", relations.end, name="relation-end"),
    path("bulk/", bulk.bulk, name="authority-bulk"),
    path("lists/", lists.lists, name="authority-lists"),
    path("lists/save/", lists.save, name="authority-list-save"),
    path("lists/<int:pk>/remove/", lists.remove, name="authority-list-remove"),
    path("next/", authority.next_case, name="authority-next"),
    path("cases/<slug:number>/", decide.case_page, name="authority-case"),
    path("cases/<slug:number>/claim/", authority.claim, name="authority-claim"),
    path("cases/<slug:number>/release/", authority.release, name="authority-release"),
    path("cases/<slug:number>/ask/", asking.ask, name="authority-ask"),
    path("cases/<slug:number>/questions/<int:pk>/close/", asking.close, name="authority-close-question"),
    path("cases/<slug:number>/proofs/", proofs.add, name="authority-proof-add"),
    path("cases/<slug:number>/proofs/<uuid:guid>/", proofs.read, name="authority-proof"),
    path("cases/<slug:number>/free/", asking.free, name="authority-free"),
    path("cases/<slug:number>/step-aside/", asking.step_aside, name="authority-step-aside"),
    path("cases/<slug:number>/papers/<uuid:guid>/", viewing.paper, name="authority-paper"),
    path("cases/<slug:number>/seen/", viewing.seen, name="authority-seen"),
    path("cases/<slug:number>/changes/", differences.changes, name="authority-changes"),
    path("cases/<slug:number>/compare/", decide.compare, name="authority-compare"),
]

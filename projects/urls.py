"""Addresses of the record forms and papers, below /enterprise/."""

from django.urls import path

from projects.views import papers, preparation, records

urlpatterns = [
    path("projects/new/", records.new_project, name="project-new"),
    path("projects/<uuid:guid>/basic/", records.edit_project, name="project-edit"),
    path("projects/<uuid:guid>/tenders/new/", preparation.tender, name="tender-new"),
    path("projects/<uuid:guid>/tenders/<uuid:record>/", preparation.tender, name="tender-edit"),
    path("projects/<uuid:guid>/contracts/new/", preparation.contract, name="contract-new"),
    path("projects/<uuid:guid>/contracts/<uuid:record>/", preparation.contract, name="contract-edit"),
    path("projects/<uuid:guid>/drawing-reviews/new/", preparation.drawing_review, name="drawing-review-new"),
    path("projects/<uuid:guid>/drawing-reviews/<uuid:record>/", preparation.drawing_review, name="drawing-review-edit"),
    path("projects/<uuid:guid>/permits/new/", records.permit, name="permit-new"),
    path("projects/<uuid:guid>/permits/<uuid:record>/", records.permit, name="permit-edit"),
    path("projects/<uuid:guid>/completions/new/", records.completion, name="completion-new"),
    path("projects/<uuid:guid>/completions/<uuid:record>/", records.completion, name="completion-edit"),
    path("projects/<uuid:guid>/records/<uuid:record>/papers/", papers.papers, name="record-papers"),
    path("projects/<uuid:guid>/papers/<uuid:paper>/remove/", papers.remove_paper, name="paper-remove"),
]

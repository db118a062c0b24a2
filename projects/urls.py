"""Addresses of the record forms and papers, below /enterprise/."""

from django.urls import path

from projects.views import papers, records

urlpatterns = [
    path("projects/new/", records.new_project, name="project-new"),
    path("projects/<uuid:guid>/basic/", records.edit_project, name="project-edit"),
    path("projects/<uuid:guid>/permits/new/", records.permit, name="permit-new"),
    path("projects/<uuid:guid>/permits/<uuid:record>/", records.permit, name="permit-edit"),
    path("projects/<uuid:guid>/completions/new/", records.completion, name="completion-new"),
    path("projects/<uuid:guid>/completions/<uuid:record>/", records.completion, name="completion-edit"),
    path("projects/<uuid:guid>/records/<uuid:record>/papers/", papers.papers, name="record-papers"),
    path("projects/<uuid:guid>/papers/<uuid:paper>/remove/", papers.remove_paper, name="paper-remove"),
]

"""Addresses of the record forms and papers, below /enterprise/."""

from django.urls import path

from projects.views import drafts, imports, paper_reuse, papers, records

urlpatterns = [
    path("projects/new/", records.new_project, name="project-new"),
    path("imports/", imports.imports, name="imports"),
    path("imports/template/", imports.template, name="import-template"),
    path("imports/<uuid:guid>/", imports.job, name="import"),
    path("imports/<uuid:guid>/marked/", imports.marked, name="import-marked"),
    path("imports/<uuid:guid>/cancel/", imports.cancel, name="import-cancel"),
    path("drafts/<str:key>/", drafts.keep, name="draft-keep"),
    path("drafts/<str:key>/drop/", drafts.drop, name="draft-drop"),
    path("projects/<uuid:guid>/basic/", records.edit_project, name="project-edit"),
    path("projects/<uuid:guid>/records/<uuid:record>/papers/", papers.papers, name="record-papers"),
    path("projects/<uuid:guid>/records/<uuid:record>/papers/reuse/", paper_reuse.reuse, name="papers-reuse"),
    path("projects/<uuid:guid>/papers/<uuid:paper>/remove/", papers.remove_paper, name="paper-remove"),
    path("projects/<uuid:guid>/<slug:slug>/new/", records.record, name="record-new"),
    path("projects/<uuid:guid>/<slug:slug>/<uuid:record>/", records.record, name="record-edit"),
]

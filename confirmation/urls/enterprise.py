"""Addresses of the enterprise's way, below /enterprise/."""

from django.urls import path, re_path

from confirmation.views import asking, defects, enterprise, stages, taking_back

urlpatterns = [
    path("search/", enterprise.search, name="enterprise-search"),
    path("projects/<uuid:guid>/", enterprise.task_list, name="task-list"),
    path("projects/<uuid:guid>/check/", enterprise.check, name="check-answers"),
    path("projects/<uuid:guid>/stages/", stages.stages, name="stage-backfill"),
    path("projects/<uuid:guid>/stages/check/", stages.check, name="stage-check"),
    path("projects/<uuid:guid>/upgrade/", enterprise.upgrade, name="upgrade"),
    re_path(r"^cases/(?P<number>[0-9]{14,25})/receipt/$", enterprise.receipt, name="case-receipt"),
    re_path(r"^cases/(?P<number>[0-9]{14,25})/receipt\.pdf$", enterprise.receipt_pdf, name="case-receipt-pdf"),
    re_path(r"^cases/(?P<number>[0-9]{14,25})/withdraw/$", taking_back.withdraw, name="case-withdraw"),
    re_path(r"^cases/(?P<number>[0-9]{14,25})/ask-back/$", taking_back.ask, name="case-ask-back"),
    re_path(
        r"^cases/(?P<number>[0-9]{14,25})/defects/(?P<pk>[0-9]{1,18})/$", defects.answer, name="case-answer-defect"
    ),
    re_path(r"^cases/(?P<number>[0-9]{14,25})/questions/(?P<pk>[0-9]{1,18})/$", asking.answer, name="case-answer"),
]

"""Addresses of the enterprise's way, below /enterprise/."""

from django.urls import path, re_path

from confirmation.views import enterprise

urlpatterns = [
    path("search/", enterprise.search, name="enterprise-search"),
    path("projects/<uuid:guid>/", enterprise.task_list, name="task-list"),
    path("projects/<uuid:guid>/check/", enterprise.check, name="check-answers"),
    path("projects/<uuid:guid>/upgrade/", enterprise.upgrade, name="upgrade"),
    re_path(r"^cases/(?P<number>[0-9]{14,25})/receipt/$", enterprise.receipt, name="case-receipt"),
    re_path(r"^cases/(?P<number>[0-9]{14,25})/withdraw/$", enterprise.withdraw, name="case-withdraw"),
]

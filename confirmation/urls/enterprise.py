"""Addresses of the enterprise's way, below /enterprise/."""

from django.urls import path

from confirmation.views import enterprise

urlpatterns = [
    path("search/", enterprise.search, name="enterprise-search"),
    path("projects/<uuid:guid>/", enterprise.task_list, name="task-list"),
    path("projects/<uuid:guid>/check/", enterprise.check, name="check-answers"),
    path("projects/<uuid:guid>/upgrade/", enterprise.upgrade, name="upgrade"),
    path("cases/<str:number>/receipt/", enterprise.receipt, name="case-receipt"),
    path("cases/<str:number>/withdraw/", enterprise.withdraw, name="case-withdraw"),
]

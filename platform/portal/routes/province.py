"""The province's pages."""

from django.urls import path

from portal.views import province

urlpatterns = [
    path("", province.home, name="province-home"),
    path("windows/new/", province.new_window, name="window-new"),
]

"""The public site."""

from django.urls import path, re_path

from portal.views import public

urlpatterns = [
    path("", public.home, name="public-home"),
    path("public/", public.home, name="public-home-long"),
    path("public/projects/", public.search, name="public-search"),
    re_path(r"^public/projects/(?P<number>[0-9]{16})/$", public.project, name="public-project"),
]

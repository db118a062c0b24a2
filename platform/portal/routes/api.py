"""JSON."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView

from portal import api, intake_api

urlpatterns = [
    path("projects/", api.ProjectsApi.as_view(), name="api-projects"),
    re_path(r"^projects/(?P<number>[0-9]{16})/$", api.ProjectApi.as_view(), name="api-project"),
    path("cases/", api.CasesApi.as_view(), name="api-cases"),
    path("intake/", intake_api.IntakeApi.as_view(), name="api-intake"),
    path("schema/", SpectacularAPIView.as_view(api_version="v1"), name="api-schema"),
]

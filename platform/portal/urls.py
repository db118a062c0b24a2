"""Addresses: HTML for each audience, JSON under /api/v1/."""

from django.urls import include, path

from confirmation.views import viewing
from portal.views import health

handler500 = "portal.views.trouble.server_error"
urlpatterns = [
    path("", include("portal.routes.public")),
    path("", include("portal.routes.accounts")),
    path("", include("accounts.urls.everybody")),
    path("enterprise/", include("portal.routes.enterprise")),
    path("enterprise/", include("accounts.urls.enterprise")),
    path("enterprise/", include("projects.urls")),
    path("files/<uuid:guid>/", viewing.read, name="file"),
    path("enterprise/", include("confirmation.urls.enterprise")),
    path("enterprise/", include("errata.urls.enterprise")),
    path("", include("errata.urls.everybody")),
    path("authority/", include("confirmation.urls.authority")),
    path("authority/", include("errata.urls.authority")),
    path("authority/", include("portal.routes.authority")),
    path("audit/", include("portal.routes.audit")),
    path("province/", include("portal.routes.province")),
    path("province/", include("accounts.urls.province")),
    path("api/v1/", include("portal.routes.api")),
    path("healthz", health.healthz, name="healthz"),
]

"""Addresses that several audiences share, and the public list."""

from django.urls import path

from errata.views import findings, preparing, replacing

urlpatterns = [
    path("errata/papers/<uuid:guid>/", preparing.paper, name="erratum-paper"),
    path("errata/replacements/<uuid:guid>/", replacing.new_paper, name="erratum-replacement"),
    path("findings/papers/<uuid:guid>/", findings.paper, name="finding-paper"),
    path("public/adverse/", findings.public, name="public-adverse"),
]

"""Addresses that several audiences share."""

from django.urls import path

from errata.views import preparing

urlpatterns = [path("errata/papers/<uuid:guid>/", preparing.paper, name="erratum-paper")]

"""The enterprise's home."""

from django.urls import path

from portal.views import enterprise

urlpatterns = [path("", enterprise.home, name="enterprise-home")]

"""Logging in and out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from portal.views import accounts, rules, session

urlpatterns = [
    path("login/", accounts.LogIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("home/", accounts.home, name="home"),
    path("rules/<slug:version>/", rules.version, name="rule-version"),
    path("session/ping/", session.ping, name="session-ping"),
]

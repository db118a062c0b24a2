"""Addresses outside any unit's own part: coming in, and one's own notices."""

from django.urls import path

from accounts.views import invitation, notices, register

urlpatterns = [
    path("register/", register.register, name="register"),
    path("invitations/<str:token>/", invitation.accept, name="invitation"),
    path("notices/", notices.home, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
    path("notices/settings/", notices.settings_page, name="notice-settings"),
    path("notices/<int:notice>/open/", notices.open_one, name="notice-open"),
]

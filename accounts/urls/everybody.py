"""Addresses outside any unit's own part: coming in, and one's own notices."""

from django.urls import path

from accounts.views import invitation, notices, passwords, register

urlpatterns = [
    path("register/", register.register, name="register"),
    path("invitations/<str:token>/", invitation.accept, name="invitation"),
    path("password/", passwords.forgotten, name="password-forgotten"),
    path("password/<int:account>/<str:token>/", passwords.set_new, name="password-new"),
    path("notices/", notices.home, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
    path("notices/settings/", notices.settings_page, name="notice-settings"),
    path("notices/<int:notice>/open/", notices.open_one, name="notice-open"),
]

"""Addresses of what the province does about accounts, below /province/."""

from django.urls import path

from accounts.views import claims, passwords

urlpatterns = [
    path("registrations/", claims.home, name="claims"),
    path("registrations/<int:claim>/", claims.decide, name="claim"),
    path("accounts/", passwords.find, name="accounts"),
    path("accounts/<int:account>/password/", passwords.start_by_province, name="account-password"),
]

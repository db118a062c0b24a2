"""Addresses of an enterprise's staff and registries, below /enterprise/."""

from django.urls import path

from accounts.views import choose, passwords, registries, staff

urlpatterns = [
    path("choose/", choose.choose, name="choose-enterprise"),
    path("staff/", staff.home, name="staff"),
    path("staff/invite/", staff.invite, name="staff-invite"),
    path("staff/check/", staff.check, name="staff-check"),
    path("staff/<int:membership>/role/", staff.role, name="staff-role"),
    path("staff/<int:membership>/end/", staff.end, name="staff-end"),
    path("staff/<int:membership>/password/", passwords.start, name="staff-password"),
    path("staff/invitations/<int:invitation>/revoke/", staff.revoke, name="staff-revoke"),
    path("qualifications/", registries.qualifications, name="qualifications"),
    path("qualifications/new/", registries.qualification, name="qualification-new"),
    path("qualifications/<int:row>/", registries.qualification, name="qualification-edit"),
    path("qualifications/<int:row>/remove/", registries.remove_qualification, name="qualification-remove"),
    path("people/", registries.people, name="people"),
    path("people/new/", registries.person, name="person-new"),
    path("people/<int:row>/", registries.person, name="person-edit"),
    path("people/<int:row>/remove/", registries.remove_person, name="person-remove"),
]

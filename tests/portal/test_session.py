"""A page can prolong its session and learns the token of a new log-in; a visitor learns nothing (E12)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.factories import MembershipFactory


@pytest.mark.django_db
def test_a_ping_tells_how_long_the_session_lasts_and_its_token_lets_a_form_through():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(MembershipFactory().user, backend="django.contrib.auth.backends.ModelBackend")

    answer = browser.get("/session/ping/")

    told = answer.json()
    assert told["seconds"] == settings.SESSION_COOKIE_AGE
    assert "no-store" in answer["Cache-Control"]
    assert browser.post("/logout/").status_code == 403
    assert browser.post("/logout/", {"csrfmiddlewaretoken": told["csrf_token"]}).status_code == 302


@pytest.mark.django_db
def test_every_request_prolongs_the_session():
    browser = Client()
    browser.force_login(MembershipFactory().user, backend="django.contrib.auth.backends.ModelBackend")
    soon = timezone.now() + timedelta(minutes=4)
    Session.objects.update(expire_date=soon)

    browser.get("/session/ping/")

    assert (Session.objects.get().expire_date - soon).total_seconds() > settings.SESSION_COOKIE_AGE - 300


@pytest.mark.django_db
def test_a_visitor_has_nothing_to_prolong(client):
    answer = client.get("/session/ping/")

    assert (answer.status_code, answer.json()) == (401, {})
    assert client.post("/session/ping/").status_code == 405
    assert Session.objects.count() == 0

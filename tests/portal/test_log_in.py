"""Logging in, and what stops guessing (E02, O06)."""

import pytest
from axes.models import AccessAttempt
from django.test import Client

from accounts.rules import Role
from tests.factories import UserFactory, an_official
from tests.world import a_firm

pytestmark = pytest.mark.django_db
RIGHT = "correct-horse-battery"


def log_in(client, user, password=RIGHT, **more):
    return client.post("/login/", {"username": user.username, "password": password, **more}, REMOTE_ADDR="10.0.0.1")


@pytest.mark.parametrize(
    ("user", "home"),
    [
        pytest.param(lambda: a_firm().user, "/enterprise/", id="企业"),
        pytest.param(lambda: an_official("220102"), "/authority/", id="审核人员"),
        pytest.param(lambda: an_official("220102", role=Role.AUDITOR), "/audit/", id="审计"),
        pytest.param(lambda: an_official("220000", role=Role.ADMINISTRATOR), "/province/", id="省级管理员"),
        pytest.param(lambda: an_official("220000", role=Role.SUPPORT), "/province/", id="技术支持"),
        pytest.param(UserFactory, "/", id="无职责"),
    ],
)
def test_each_person_comes_to_his_own_home(user, home):
    client = Client()

    assert log_in(client, user()).url == "/home/"
    assert client.get("/home/").url == home
    assert client.get(home).status_code == 200


def test_a_wrong_password_says_neither_which_half_was_wrong():
    user = UserFactory()
    wrong, unknown = Client(), Client()

    told = [
        log_in(wrong, user, "guess").content.decode().replace(user.username, ""),
        unknown.post("/login/", {"username": "nobody", "password": "guess"}).content.decode().replace("nobody", ""),
    ]

    assert all("sessionid" not in client.cookies for client in (wrong, unknown))
    errors = [page[page.index("<main") :] for page in told]
    import re

    errors = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", error) for error in errors]
    assert errors[0] == errors[1]


def test_after_five_failures_even_the_right_password_is_refused():
    user, client = UserFactory(), Client()
    codes = [log_in(client, user, "guess").status_code for _ in range(5)]

    locked = log_in(client, user)

    assert codes[:4] == [200] * 4
    assert codes[4] == locked.status_code == 429
    assert "sessionid" not in client.cookies
    assert "分钟" in locked.content.decode()
    assert AccessAttempt.objects.get().failures_since_start >= 5
    elsewhere = client.post("/login/", {"username": user.username, "password": RIGHT}, REMOTE_ADDR="10.0.0.2")
    assert elsewhere.status_code == 302


def test_a_lock_out_of_one_person_does_not_lock_out_another():
    user, other, client = UserFactory(), UserFactory(), Client()
    for _ in range(6):
        log_in(client, user, "guess")

    assert log_in(Client(), other).status_code == 302


def test_success_before_the_fifth_failure_starts_the_count_anew():
    user, client = UserFactory(), Client()
    for _ in range(2):
        for _ in range(4):
            assert log_in(client, user, "guess").status_code == 200
        assert log_in(Client(), user).status_code == 302


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_logging_in_leads_nowhere_else(target):
    assert log_in(Client(), UserFactory(), next=target).url == "/home/"


def test_logging_out_takes_a_post_and_ends_the_session():
    client = Client()
    log_in(client, a_firm().user)

    assert client.get("/logout/").status_code == 405
    assert client.get("/enterprise/").status_code == 200
    client.post("/logout/")
    assert client.get("/enterprise/").status_code == 302


def test_a_form_without_its_token_is_refused():
    client = Client(enforce_csrf_checks=True)

    assert log_in(client, UserFactory()).status_code == 403


def test_a_deactivated_person_does_not_come_in():
    assert log_in(Client(), UserFactory(is_active=False)).status_code == 200

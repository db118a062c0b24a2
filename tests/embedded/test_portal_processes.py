"""The processes that journeys run on."""

import urllib.request

import pytest
from django.db import connection


def test_the_web_server_works_on_this_tests_database_as_the_runtime_role(portal_server):
    assert urllib.request.urlopen(f"{portal_server.url}/healthz", timeout=10).status == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT usename::text FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchall() == [("portal_app",)]


def test_the_mock_national_platform_answers_in_a_process_of_its_own(national_platform, settings):
    assert national_platform.url == settings.NATIONAL_URL
    assert urllib.request.urlopen(national_platform.url, timeout=10).status == 200
    assert national_platform.store.exists()


@pytest.mark.browser
def test_a_browser_shows_a_page_in_its_style_without_a_breach_of_the_policy(page, screenshot):
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--bs-body-bg')") != ""
    screenshot(page, "front")


@pytest.mark.browser
def test_two_people_have_cookies_of_their_own(open_page, portal_server):
    first, second = open_page(), open_page(script=False)
    first.context.add_cookies([{"name": "who", "value": "first", "url": portal_server.url}])
    assert [cookie["value"] for cookie in first.context.cookies()] == ["first"]
    assert second.context.cookies() == []

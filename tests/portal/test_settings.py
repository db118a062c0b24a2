"""Production refuses to start on a weak secret; every page carries the headers; the schema is whole (decisions 12)."""

import os
import subprocess
import sys

import pytest
import yaml
from django.core.management import call_command

from embedded.paths import ROOT
from portal.settings.dev import DEMO_SECRETS
from tests.factories import an_official
from tests.world import a_firm

SECRETS = ("SECRET_KEY", "IDENTITY_KEY", "NATIONAL_SIGNING_KEY", "NATIONAL_RECEIPT_KEY")
REAL = {
    "SECRET_KEY": "k3Zq-9vX2_mB7nW5tR8yL1pD6sF4gH0jC-aEuIoQxVzTbNwMrYk",
    "IDENTITY_KEY": "p7Jd2-Lk9Qw4_Zx6Cv1Bn8Mm3Aa5Ss0Ff",
    "NATIONAL_SIGNING_KEY": "t5Gh8-Uj2Ik6_Ol9Pq1Wz4Xe7Rc3Vt0Yb",
    "NATIONAL_RECEIPT_KEY": "y1Nm4-Er7Ty0_Ui3Op6As9Df2Gh5Jk8Lz",
    "LEDGER_PUBLIC_KEY": "portal.invalid/history+81dee1d5+AUM7iqBczsH7mf7rjPhPYzSp/BQH78/2sdt+GUm7369k",
    "DATABASE_URL": "postgres://portal_app@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "NATIONAL_URL": "https://national.invalid",
    "ALLOWED_HOSTS": "portal.invalid",
}


def manage(*arguments, **environment):
    """A command under the production settings, in a process of its own."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=inherited | {"DJANGO_SETTINGS_MODULE": "portal.settings.prod"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_check_for_deployment_finds_nothing_under_the_production_settings():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **REAL, PAPERS_SCANNER_URL="tcp://clamav:3310")

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_a_check_for_deployment_warns_when_papers_are_not_scanned_and_production_starts_all_the_same():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **REAL)
    assert done.returncode != 0
    assert "projects.W001" in done.stderr
    assert "Set PAPERS_SCANNER_URL" in done.stderr
    assert "identified 1 issue" in done.stderr

    assert manage("check", "--deploy", **REAL).returncode == 0


@pytest.mark.parametrize("name", SECRETS)
def test_production_does_not_start_on_a_secret_that_is_missing_short_plain_or_the_demos(name):
    for value in ("", "short", "a" * 64, "abcabcabcabcabcabcabcabcabcabcabcabcabc", DEMO_SECRETS[name]):
        done = manage("check", **REAL | {name: value})
        assert done.returncode != 0, value
        assert f"{name} must be a random secret of at least 32 characters" in done.stderr
    done = manage("check", **{key: value for key, value in REAL.items() if key != name})
    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (DEMO_SECRETS["LEDGER_EXPORT_KEY"], "LEDGER_EXPORT_KEY must not be the demo's"),
        (DEMO_SECRETS["LEDGER_SIGNING_KEY"], "LEDGER_EXPORT_KEY must be a key of its own"),
        ("no key", "LEDGER_EXPORT_KEY must be a key of its own"),
    ],
)
def test_production_does_not_start_on_the_demos_key_for_exports_the_logs_own_or_none(value, said):
    done = manage("check", **REAL, LEDGER_EXPORT_KEY=value)

    assert done.returncode != 0
    assert said in done.stderr


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "NATIONAL_URL"])
def test_production_has_no_default_address(name):
    done = manage("check", **{key: value for key, value in REAL.items() if key != name})

    assert done.returncode != 0
    assert name in done.stderr


def test_cookies_of_production_belong_to_one_host_and_to_https():
    code = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SECURE_SSL_REDIRECT, s.DEBUG,"
        " getattr(s, 'DEMO', False), s.PASSWORD_HASHERS[0].rsplit('.', 1)[1])"
    )
    done = manage("shell", "--no-imports", "-c", code, **REAL)

    assert done.stdout.split() == [
        "__Host-session", "__Host-csrf", "True", "True", "True", "True", "False", "False", "Argon2PasswordHasher",
    ]  # fmt: skip


@pytest.mark.django_db
def test_every_page_forbids_inline_script_and_style(client, browser_of):
    firm, official = a_firm(), an_official("220102")
    project = firm.fills_in()
    pages = [
        (client, ["/", "/public/projects/", "/login/", "/nowhere/", "/public/projects/2201022412020101/"]),
        (browser_of(firm.user), ["/enterprise/", f"/enterprise/projects/{project.row_guid}/", "/province/"]),
        (browser_of(official), ["/authority/", "/audit/"]),
    ]
    for browser, addresses in pages:
        for address in addresses:
            answer = browser.get(address)
            policy = answer["Content-Security-Policy"]
            assert "default-src 'self'" in policy, address
            assert "unsafe" not in policy
            assert "http" not in policy
            assert "frame-ancestors 'self'" in policy
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["X-Frame-Options"] == "SAMEORIGIN"
            assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_production_refuses_the_demo_keys_of_approval_systems():
    done = manage("check", **REAL, INTAKE_KEYS=DEMO_SECRETS["INTAKE_KEYS"])
    assert done.returncode != 0
    assert "INTAKE_KEYS: APPROVAL." in done.stderr
    assert "must be a random secret" in done.stderr


def test_the_schema_of_the_interface_is_made_without_a_warning(tmp_path, client):
    target = tmp_path / "schema.yaml"

    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))

    schema = yaml.safe_load(target.read_text(encoding="utf-8"))
    assert set(schema["paths"]) == {
        "/api/v1/projects/",
        "/api/v1/projects/{number}/",
        "/api/v1/cases/",
        "/api/v1/intake/",
    }
    assert client.get("/api/v1/schema/").status_code == 200


def test_nothing_opens_the_administration_of_the_framework():
    from django.conf import settings

    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert settings.ANONYMOUS_USER_NAME is None

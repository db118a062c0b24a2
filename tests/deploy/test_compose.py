"""docker-compose.yml: valid, complete, without default secrets, and in the words of the settings."""

import ast
import re
import subprocess
import sys

import pytest
import yaml

from embedded.paths import ROOT
from portal.settings.beats import BEATS

FILE = ROOT / "docker-compose.yml"
SERVICES = {
    "postgres",
    "redis",
    "migrate",
    "web",
    "worker",
    "beat",
    "relay",
    "sequencer",
    "national",
    "clamav",
    "nginx",
}
OURS = {"migrate", "web", "worker", "beat", "relay", "sequencer", "national"}
SECRETS = {"SECRET_KEY", "IDENTITY_KEY", "NATIONAL_SIGNING_KEY", "NATIONAL_RECEIPT_KEY"}
THE_SEQUENCERS = {"LEDGER_SIGNING_KEY"}  # whoever has it can sign another history
THE_WEBS = {"LEDGER_EXPORT_KEY"}  # whoever has it can sign exports
THE_WITNESSES = {"NATIONAL_WITNESS_NAME", "NATIONAL_WITNESS_KEY"}  # the mock reads its own


@pytest.fixture(scope="module")
def compose():
    """The file as YAML."""
    return yaml.safe_load(FILE.read_text())


@pytest.fixture(scope="module")
def known_names():
    """Every environment variable that the settings, manage.py or Django itself read, and those without a default."""
    calls = calls_of_the_settings()
    names = {call.args[0].value for call in calls}
    needed = {call.args[0].value for call in calls if default_of(call) is None}
    manage = set(re.findall(r'os\.environ\["(\w+)"\]', (ROOT / "manage.py").read_text()))
    return names | manage | {"DJANGO_SETTINGS_MODULE"}, needed


def calls_of_the_settings():
    """Every question of the settings to the environment, as parsed."""
    base = ast.parse((ROOT / "platform/portal/settings/base.py").read_text())
    return [node for node in ast.walk(base) if isinstance(node, ast.Call) and is_env(node.func)]


def default_of(call):
    """What the settings take where nothing is given, as parsed; None where something must be."""
    return next((word.value for word in call.keywords if word.arg == "default"), None)


def is_env(function):
    """Whether a call reads the environment: ``env.str(...)``."""
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "env"


def test_the_file_fits_the_compose_specification():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_part_of_the_portal_is_there(compose):
    assert set(compose["services"]) == SERVICES


def test_every_service_but_the_migration_says_whether_it_is_well(compose):
    assert {name for name, service in compose["services"].items() if "healthcheck" not in service} == {"migrate"}


def test_every_named_volume_is_used_and_declared(compose):
    used = {volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])}
    assert {name for name in used if re.fullmatch(r"\w+", name)} == set(compose["volumes"])


def test_our_services_get_only_names_that_the_settings_read(compose, known_names):
    known, _ = known_names
    known |= THE_WITNESSES
    unknown = {name: set(compose["services"][name]["environment"]) - known for name in OURS}
    assert {name: names for name, names in unknown.items() if names} == {}


def test_our_services_get_every_name_that_the_settings_demand(compose, known_names):
    _, needed = known_names
    assert needed >= SECRETS
    missing = {name: needed - set(compose["services"][name]["environment"]) for name in OURS - {"national"}}
    assert {name: names for name, names in missing.items() if names} == {}


def test_whatever_the_settings_can_be_told_can_be_told_in_the_environment_of_compose(compose):
    asked = {call.args[0].value for call in calls_of_the_settings()} - THE_SEQUENCERS - THE_WEBS
    assert asked >= {"EMAIL_HOST", "SMS_GATEWAY_URL", "PAPERS_S3_BUCKET", "PAPERS_SCANNER_URL"}
    missing = {name: asked - set(compose["services"][name]["environment"]) for name in OURS - {"national"}}
    assert {name: names for name, names in missing.items() if names} == {}


def test_what_is_left_out_is_what_the_settings_take_without_it(compose):
    given = compose["services"]["web"]["environment"]
    written = {
        call.args[0].value: str(ast.literal_eval(default_of(call))).lower()
        for call in calls_of_the_settings()
        if isinstance(default_of(call), ast.Constant)
    }
    assert len(written) >= 15
    written = {name: value for name, value in written.items() if name not in THE_SEQUENCERS | THE_WEBS}
    left_out = {name: re.fullmatch(r"\$\{\w+:-(.*)\}", given[name]) for name in written}
    assert {name: found and found[1] for name, found in left_out.items()} == written


def test_the_owners_address_is_known_to_the_migration_alone(compose):
    holders = {name for name in OURS if "DATABASE_OWNER_URL" in compose["services"][name]["environment"]}
    assert holders == {"migrate"}


def test_the_key_that_signs_the_history_is_known_to_the_sequencer_alone(compose):
    holders = {name for name in OURS if THE_SEQUENCERS & set(compose["services"][name]["environment"])}
    assert holders == {"sequencer"}
    assert "portal_sequencer" in compose["services"]["sequencer"]["environment"]["DATABASE_URL"]
    assert mounts_of(compose, "checkpoints") == {
        "sequencer": "checkpoints:/var/lib/portal/checkpoints",
        "worker": "checkpoints:/var/lib/portal/checkpoints:ro",
    }


def test_the_worker_that_checks_the_history_reads_the_folder_and_can_add_nothing_to_it(compose):
    worker = compose["services"]["worker"]
    assert worker["environment"]["LEDGER_FOLDER"] == "/var/lib/portal/checkpoints"
    assert mounts_of(compose, "checkpoints")["worker"].endswith(f"{worker['environment']['LEDGER_FOLDER']}:ro")
    assert "media:/var/lib/portal/media" in worker["volumes"]
    assert BEATS["check-the-history"]["task"] == "audit.tasks.check_nightly"
    assert "worker" in worker["command"]


def mounts_of(compose, volume):
    """The services of ours that mount a volume, each with how."""
    return {
        name: mount
        for name in OURS
        for mount in compose["services"][name].get("volumes", [])
        if mount.startswith(f"{volume}:")
    }


def test_the_key_that_signs_exports_is_known_to_the_web_alone(compose):
    assert {name for name in OURS if THE_WEBS & set(compose["services"][name]["environment"])} == {"web"}


def test_the_scanner_is_there_for_whoever_asks_for_it_and_keeps_nobody_else_waiting(compose):
    assert compose["services"]["clamav"]["profiles"] == ["scanner"]
    assert [name for name in OURS if "clamav" in compose["services"][name].get("depends_on", {})] == []
    assert "ports" not in compose["services"]["clamav"]


def test_no_secret_has_a_default():
    references = re.findall(r"\$\{(\w+)([^}]*)\}", FILE.read_text())
    secrets = {(name, rest) for name, rest in references if name.endswith(("PASSWORD", "_KEY", "_SECRET"))}
    assert {name for name, _ in secrets} >= SECRETS | {"POSTGRES_PASSWORD", "PORTAL_APP_PASSWORD", "REDIS_PASSWORD"}
    # What an installation may do without is empty when it is left out; everything else must be given.
    assert {name for name, rest in secrets if rest == ":-"} == {
        "EMAIL_HOST_PASSWORD", "SMS_GATEWAY_KEY", "PAPERS_S3_KEY", "PAPERS_S3_SECRET",
    }  # fmt: skip
    assert {rest for _, rest in secrets} == {":?", ":-"}


def test_every_image_names_its_version(compose):
    images = {service["image"] for service in compose["services"].values()}
    assert {image for image in images if not re.search(r":\d", image)} == set()


def test_every_file_that_is_mounted_or_built_exists(compose):
    paths = [compose["services"]["web"]["build"]["dockerfile"]]
    for service in compose["services"].values():
        paths += [volume.split(":")[0] for volume in service.get("volumes", []) if volume.startswith("./")]
    assert len(paths) == 4
    assert [path for path in paths if not (ROOT / path).is_file()] == []

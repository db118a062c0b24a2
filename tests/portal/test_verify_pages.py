"""/public/verify/: signed checkpoints for everybody, a check in the visitor's browser, the auditor's proof."""

import json

import pytest

from accounts.rules import Role
from audit import keys, notes
from audit.models import Checkpoint, Leaf
from audit.standalone import verify_bundle
from embedded.paths import ROOT
from tests.audit.sealing import signed
from tests.audit.test_checkpoints import witnessed
from tests.factories import an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_before_the_first_checkpoint_the_page_says_so(client):
    page = client.get("/public/verify/").content.decode()

    assert "还没有检查点" in page
    assert str(keys.log_key()) in page
    assert client.get("/public/verify/checkpoint/").status_code == 404


def test_the_newest_checkpoint_and_every_earlier_one_are_public(client, django_assert_num_queries):
    a_firm()
    first = signed()
    a_firm()
    newest = signed()

    with django_assert_num_queries(2):
        page = client.get("/public/verify/").content.decode()
    assert f">{newest.size}<" in page
    assert bytes(newest.root).hex() in page
    assert "等待见证" in page
    answer = client.get("/public/verify/checkpoint/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == newest.note
    assert notes.head_of(answer.content.decode(), keys.log_key()).size == newest.size
    assert client.get(f"/public/verify/checkpoint/{first.size}/").content.decode() == first.note
    assert client.get(f"/public/verify/checkpoint/{first.size + 1}/").status_code in {200, 404}
    assert client.get("/public/verify/checkpoint/0/").status_code == 404
    assert client.get("/public/verify/checkpoint/999999999999999/").status_code == 404


def test_the_verifier_is_handed_out_as_it_is(client):
    answer = client.get("/public/verify/verify_bundle.py")

    assert b"".join(answer.streaming_content) == (ROOT / "platform/audit/standalone/verify_bundle.py").read_bytes()
    assert "attachment" in answer["Content-Disposition"]


def test_an_auditor_takes_the_proof_of_a_project_along_and_nobody_else_does(client, browser_of):
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files()).project
    path = f"/audit/projects/{project.row_guid}/proof/"
    auditor = browser_of(an_official("220102", role=Role.AUDITOR))
    assert auditor.get(path).status_code == 409
    assert "还没有编入已签名的检查点" in auditor.get(path).content.decode()
    signed()

    answer = auditor.get(path)

    entries, size, _ = verify_bundle.check(json.loads(answer.content), str(keys.log_key()))
    assert size == Leaf.objects.count()
    assert {entry["subject"] for entry in entries} == {str(project.row_guid)}
    assert {"projects_project", "confirmation_case"} <= {entry["object_type"] for entry in entries}
    assert "attachment" in answer["Content-Disposition"]
    assert path in auditor.get(f"/audit/projects/{project.row_guid}/").content.decode()
    assert client.get(path).status_code == 302
    assert browser_of(firm.user).get(path).status_code == 403
    assert browser_of(an_official("220102")).get(path).status_code == 403
    assert browser_of(an_official("220103", role=Role.AUDITOR)).get(path).status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_browser_checks_a_proof_by_itself(open_page, client, screenshot, tmp_path, national_platform):
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files()).project
    witnessed(signed(), f"{national_platform.url}/witness", tmp_path)
    auditor = an_official("220102", role=Role.AUDITOR)
    client.force_login(auditor, backend="django.contrib.auth.backends.ModelBackend")
    bundle = json.loads(client.get(f"/audit/projects/{project.row_guid}/proof/").content)
    page = open_page()
    page.goto("/public/verify/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)  # no server helps

    def checked(name, spoilt):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(spoilt, ensure_ascii=False))
        page.set_input_files("#bundle", path)
        page.wait_for_selector(
            f"[data-verify-result] .callout:has-text('{'核验通过' if name == 'good' else '核验不通过'}')"
        )
        return page.locator("[data-verify-result]").inner_text()

    said = checked("good", bundle)
    assert f"{len(bundle['entries'])} 条记录都在 {bundle_size(bundle)} 条记录的树中" in said
    assert "全国平台见证于" in said
    screenshot(page, "verify")
    entry = bundle["entries"][3]
    spoilt = {
        "column": bundle | {"entries": [entry | {"fields": entry["fields"] | {"actor_name": "别人"}}]},
        "place": bundle | {"entries": [entry | {"index": "1"}]},
        "path": bundle | {"entries": [entry | {"path": entry["path"][:-1]}]},
        "order": bundle | {"entries": bundle["entries"][::-1]},
        "subject": bundle | {"subject": "x"},
        "nothing": bundle | {"entries": []},
        "size": bundle | {"checkpoint": bundle["checkpoint"].replace("\n", "\n1", 1)},
        "signature": bundle | {"checkpoint": bundle["checkpoint"].replace("— ", "— x", 1)},
        "changed signature": bundle | {"checkpoint": other_signature(bundle["checkpoint"].rpartition("— ")[0])},
        "changed witness": bundle | {"checkpoint": other_signature(bundle["checkpoint"])},
        "no witness": bundle | {"checkpoint": bundle["checkpoint"].rpartition("— ")[0]},
        "form": {"format": "x"},
        "text": "x",
    }
    said = {name: checked(name, one) for name, one in spoilt.items()}
    assert "不在已签名的树中" in said["column"]
    assert "签名不成立" in said["size"]
    assert "history 的签名不成立" in said["changed signature"]
    assert "witness 的签名不成立" in said["changed witness"]
    assert "witness 没有签名" in said["no witness"]
    assert Checkpoint.objects.count() == 1


def bundle_size(bundle):
    return int(bundle["checkpoint"].split("\n")[1])


def other_signature(note):
    head, _, data = note.rpartition(" ")
    return f"{head} {data[:40]}{'A' if data[40] != 'A' else 'B'}{data[41:]}"

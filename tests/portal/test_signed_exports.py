"""The timeline as asked for, signed: checked without the portal, refused when changed, bounded, kept (U07)."""

import base64
import copy
import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

import projects.actions as filing
from accounts.models import Reading
from accounts.rules import Role
from audit import keys, notes
from audit.models import Checkpoint
from audit.notes import SigningKey
from embedded.paths import ROOT
from portal.queries import signed as queries
from tests.audit.sealing import signed
from tests.audit.support import contents_of
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_official, project_facts
from tests.world import a_firm, confirms

STANDALONE = ROOT / "platform/audit/standalone"
LOG = "demo-only.invalid/history+9a5bae43+AUM7iqBczsH7mf7rjPhPYzSp/BQH78/2sdt+GUm7369k"
OTHER = SigningKey("demo-only.invalid/history/exports", b"x" * 32)


@pytest.fixture
def story(transactional_db, settings, tmp_path):
    """A renamed and confirmed project of 南关区, one of 二道区, and a draft, sealed and signed."""
    settings.MEDIA_ROOT = tmp_path
    firm, other = a_firm(), a_firm()
    project = firm.fills_in(name="改名之前的项目")
    facts = project_facts(name="=改名之后的项目", investment_code=project.investment_code)
    filing.save_project(by=firm.user, enterprise=firm.enterprise, project_id=project.pk, facts=facts, at=AT)
    confirms(an_official("220102", name="王审核"), firm.submits(project), note="三份原件逐页核对")
    confirms(an_official("220103", name="李审核"), other.files(division="220103", name="另一地的项目"))
    draft = other.fills_in(name="未提交的草稿")
    signed()
    return {"firm": firm, "project": project, "draft": draft}


@pytest.fixture
def verify_export(monkeypatch):
    """The stand-alone file, as whoever runs it has it."""
    monkeypatch.syspath_prepend(str(STANDALONE))
    import verify_export

    return verify_export


def exported(user, *guid, **asked):
    name = "audit-timeline-signed-export" if guid else "audit-acts-signed-export"
    answer = browser_of(user).get(reverse(name, args=guid), asked, REMOTE_ADDR="203.0.113.9")
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


def rows_of(files):
    return list(csv.DictReader(io.StringIO(files["timeline.csv"].decode("utf-8-sig"), newline="")))


def said_in(files):
    return json.loads(files["statement.txt"].decode().split("\n")[2])


def resigned(files, key, **said):
    """The files with a statement that fits them, by whoever has a key."""
    statement = said_in(files) | {
        "files": {name: hashlib.sha256(files[name]).hexdigest() for name in ("timeline.csv", "proof.json")}
    }
    text = json.dumps(statement | said, ensure_ascii=False, sort_keys=True)
    note = key.sign(f"{key.name}\njl-history-export/1\n{text}\n")
    return files | {"statement.txt": note.encode()}


def test_what_is_exported_says_who_what_when_and_under_which_checkpoint_and_is_kept(story, verify_export):
    auditor = an_official("220000", role=Role.AUDITOR, name="孙静")
    newest = Checkpoint.objects.latest("size")

    files = exported(auditor, person="王审核", action="confirmation.confirm", since="2020-01-01")
    said, size, moment = verify_export.check(files, LOG, str(keys.export_key().verifier))

    reading = Reading.objects.get()
    assert said == said_in(files)
    assert {name: said[name] for name in ("exported_by", "role", "unit", "entries", "waiting", "project")} == {
        "exported_by": "孙静", "role": Role.AUDITOR.label, "unit": "吉林省住房和城乡建设厅", "entries": 1, "waiting": 0,
        "project": "",
    }  # fmt: skip
    assert said["filters"] == {"办理人员": "王审核", "动作": "确认定级", "自": "2020-01-01"}
    assert said["checkpoint"] == {"size": str(newest.size), "root": bytes(newest.root).hex()}
    assert (size, moment) == (newest.size, None)
    assert said["reading"] == f"accounts_reading:{reading.pk}"
    assert (reading.kind, reading.title, reading.user, reading.address) == (
        "EXPORT", "变化记录（签名导出）", auditor, "203.0.113.9",
    )  # fmt: skip
    assert reading.sha256 == hashlib.sha256(files["timeline.csv"]).hexdigest() == said["files"]["timeline.csv"]
    assert "person=王审核" in reading.asked
    (row,) = rows_of(files)
    assert (row["动作"], row["人员"], row["项目"]) == ("确认定级", "王审核", "'=改名之后的项目")
    assert set(said["files"]) == {"timeline.csv", "proof.json"}


def test_it_holds_what_the_page_shows_of_the_auditors_area_and_nobodys_draft(story, verify_export):
    auditor = an_official("220102", role=Role.AUDITOR)

    files = exported(auditor)
    shown = browser_of(auditor).get(reverse("audit-acts-export"), {"format": "csv"}).getvalue().decode("utf-8-sig")

    listed = list(csv.DictReader(io.StringIO(shown, newline="")))
    assert [{name: row[name] for name in listed[0]} for row in rows_of(files)] == listed
    subjects = {leaf["fields"]["subject"] for act in json.loads(files["proof.json"])["acts"] for leaf in act}
    assert subjects == {str(story["project"].row_guid)}
    assert "未提交的草稿" not in str([part.decode() for part in files.values()])
    own = exported(auditor, str(story["project"].row_guid), field="projects_project.name")
    assert (said_in(own)["project"], said_in(own)["entries"]) == ("=改名之后的项目", 1)
    assert verify_export.check(own, LOG, str(keys.export_key().verifier))[0]["entries"] == 1


def test_the_newest_acts_that_no_checkpoint_covers_are_left_out_and_counted(story):
    auditor, project = an_official("220102", role=Role.AUDITOR), story["project"]
    before = said_in(exported(auditor))["entries"]
    firm = story["firm"]
    firm.applies_for_next_grade(project)

    said = said_in(exported(auditor))

    assert (said["entries"], said["waiting"]) == (before, 1)
    for refused in ({"person": "没有此人"}, {"action": "confirmation.submit", "since": "2999-01-01"}):
        answer = browser_of(auditor).get(reverse("audit-acts-signed-export"), refused)
        assert answer.status_code == 409
        assert "没有符合条件的记录" in text_of(answer)


def test_too_much_without_a_key_or_by_others_nothing_is_exported_and_nothing_kept(story, settings, monkeypatch):
    auditor, address = an_official("220102", role=Role.AUDITOR), reverse("audit-acts-signed-export")
    own = reverse("audit-timeline-signed-export", args=[story["project"].row_guid])
    before = contents_of("accounts_reading", "audit_event")

    for user, code in ((story["firm"].user, 403), (an_official("220102"), 403)):
        assert [browser_of(user).get(one).status_code for one in (address, own)] == [code, code]
    assert browser_of(an_official("220103", role=Role.AUDITOR)).get(own).status_code == 404
    events = contents_of("accounts_reading", "audit_event")
    for name, words in (
        ("ROWS_AT_MOST", "签名导出一次最多3次；请用对象"),
        ("LEAVES_AT_MOST", "签名导出一次最多3处；请用对象"),
        ("PAGES_AT_MOST", "要查找的历史范围过大；请用对象"),
    ):
        with monkeypatch.context() as bounded:
            bounded.setattr(queries, name, 3 if name != "PAGES_AT_MOST" else 0)
            answer = browser_of(auditor).get(address)
        assert (answer.status_code, words in text_of(answer)) == (409, True), name
    settings.LEDGER_EXPORT_KEY = ""
    answer = browser_of(auditor).get(address)
    assert (answer.status_code, "没有设置导出签名的密钥" in text_of(answer)) == (409, True)
    assert contents_of("accounts_reading", "audit_event") == events
    assert events["accounts_reading"] == before["accounts_reading"]


def test_whatever_is_changed_does_not_hold_not_even_by_whoever_has_the_export_key(story, verify_export):
    files = exported(an_official("220102", role=Role.AUDITOR))
    key = keys.export_key()
    public = str(key.verifier)
    assert verify_export.check(files, LOG, public)[0]["entries"] == len(rows_of(files)) == 10

    def refused(spoilt, log=LOG, exports=public, words=""):
        with pytest.raises((verify_export.log.Fault, ValueError, KeyError)) as fault:
            verify_export.check(spoilt, log, exports)
        assert words in str(fault.value), fault.value

    statement = files["statement.txt"].decode()
    for name, words in (("timeline.csv", "timeline.csv is not"), ("proof.json", "proof.json is not")):
        refused(files | {name: files[name] + b" "}, words=words)
    refused(files | {"statement.txt": statement.replace('"entries": ', '"entries": 1').encode()}, words="signature")
    refused(files | {"statement.txt": statement.replace("审计", "审核").encode()}, words="signature")
    refused(resigned(files, OTHER), words="did not sign")
    refused(files, exports=LOG, words="did not sign")
    refused(files, log=public, words="did not sign")
    refused({name: data for name, data in files.items() if name != "proof.json"}, words="other files")
    refused(files | {"more.txt": b""}, words="other files")

    # From here on the statement is signed anew with the export key itself: the tree does not let the rows be altered.
    def other_cell(label, value, number=0):
        rows = rows_of(files)
        rows[number][label] = value
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        return resigned(files | {"timeline.csv": b"\xef\xbb\xbf" + out.getvalue().encode()}, key)

    refused(other_cell("时间", "2020-01-01 00:00:00"), words="another moment")
    refused(other_cell("人员", "别人"), words="column 人员")
    refused(other_cell("单位", "别的单位"), words="column 单位")
    refused(other_cell("事由", "别的事由"), words="column 事由")
    refused(other_cell("编入序号", "1 2"), words="other entries")

    def other_proof(change):
        proof = json.loads(files["proof.json"])
        change(proof)
        return resigned(files | {"proof.json": json.dumps(proof, ensure_ascii=False).encode()}, key)

    def payload(proof):
        fields = proof["acts"][0][0]["fields"]
        data = base64.b64decode(fields["payload"]).replace(b"220102", b"220103")
        fields["payload"] = base64.b64encode(data + b" ").decode()

    refused(other_proof(payload), words="does not stand in the signed tree")
    refused(other_proof(lambda p: p["acts"][0][0]["fields"].update(reason="x")), words="signed tree")
    refused(other_proof(lambda p: p["acts"][0][0]["path"].pop()), words="path is of the wrong length")
    refused(other_proof(lambda p: p["acts"].pop()), words="not as many rows")
    refused(other_proof(lambda p: p["acts"].reverse()), words="other entries")
    refused(other_proof(lambda p: p["acts"][0].append(copy.deepcopy(p["acts"][0][0]))), words="twice")
    refused(other_proof(lambda p: p["acts"][0].clear()), words="other entries")
    refused(other_proof(lambda p: p.update(checkpoint=p["checkpoint"].replace("\n", "\n1", 1))), words="signature")
    refused(resigned(files, key, entries=3), words="not as many rows")
    refused(resigned(files, key, checkpoint={"size": "1", "root": ""}), words="not the one that was signed")
    verify_export.check(resigned(files, key), LOG, public)


def test_the_two_files_check_it_beside_the_portal_and_are_of_the_standard_library(story, tmp_path, client):
    files = exported(an_official("220102", role=Role.AUDITOR))
    out = tmp_path / "export.zip"
    for name in ("verify_bundle.py", "verify_export.py"):
        answer = client.get(f"/public/verify/{name}")
        (tmp_path / name).write_bytes(b"".join(answer.streaming_content))
        assert (tmp_path / name).read_bytes() == (STANDALONE / name).read_bytes()

    def run(spoilt):
        with zipfile.ZipFile(out, "w") as folder:
            for name, data in spoilt.items():
                folder.writestr(name, data)
        command = [sys.executable, "-I", str(tmp_path / "verify_export.py"), str(out), "--log", LOG]
        command += ["--exports", str(keys.export_key().verifier), "--show"]
        done = subprocess.run(command, capture_output=True, text=True, env={"PYTHONIOENCODING": "utf-8"}, check=False)
        return done.returncode, done.stdout

    code, said = run(files)
    assert code == 0, said
    assert f"holds: {len(rows_of(files))} acts in a signed tree of" in said
    assert '"exported_by": ' in said
    code, said = run(files | {"timeline.csv": files["timeline.csv"].replace("王审核".encode(), "李审核".encode())})
    assert (code, said) == (1, "DOES NOT HOLD: timeline.csv is not what was signed\n")


def test_the_export_key_cannot_sign_as_the_log_and_the_logs_key_is_refused_for_exports(settings):
    key = keys.export_key()
    assert (key.name, key.verifier == keys.log_key()) == ("demo-only.invalid/history/exports", False)
    body = f"{keys.log_key().name}\n7\n{base64.b64encode(bytes(32)).decode()}\n"
    for signer in (key, SigningKey(keys.log_key().name, key.seed)):
        with pytest.raises(notes.NoteFails):
            notes.head_of(signer.sign(body), keys.log_key())

    for value in (settings.LEDGER_SIGNING_KEY, "x", base64.b64encode(b"short").decode()):
        settings.LEDGER_EXPORT_KEY = value
        with pytest.raises(ImproperlyConfigured, match="must be a key of its own"):
            keys.export_key()
    settings.LEDGER_EXPORT_KEY = ""
    assert keys.export_key() is None


def test_pages_offer_the_signed_export_with_their_filters_and_the_public_page_its_key(story, client):
    auditor = browser_of(an_official("220102", role=Role.AUDITOR))

    page = text_of(auditor.get(reverse("audit-acts"), {"person": "王审核"}))
    own = text_of(auditor.get(reverse("audit-project", args=[story["project"].row_guid])))

    assert f'{reverse("audit-acts-signed-export")}?person=%E7%8E%8B%E5%AE%A1%E6%A0%B8"' in page
    assert reverse("audit-timeline-signed-export", args=[story["project"].row_guid]) in own
    assert str(keys.export_key().verifier) in text_of(client.get(reverse("public-verify")))

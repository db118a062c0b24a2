"""Papers in an S3-compatible service, met over HTTP: each once, signed, streamed, and never waited for without end."""

import hashlib
import os
import sys

import pytest
from django.core.files.storage import storages

import projects.actions as filing
from embedded.paths import ROOT
from embedded.process import free_port, is_listening, running, wait_until
from embedded.processes import roots
from portal.settings.papers import papers_store
from projects import files, object_store, store
from projects.models import Attachment
from tests.audit.support import contents_of
from tests.factories import AT, PDF
from tests.projects.scans import a_pdf, files_below
from tests.world import a_firm

KEY, SECRET = "papers", "not-a-real-secret"


@pytest.fixture
def service(tmp_path_factory, settings):
    """An object store with an empty bucket; ``storages["papers"]`` leads to it. The value is its folder."""
    folder, port = tmp_path_factory.mktemp("objects"), free_port()
    command = [sys.executable, "-m", "tests.projects.object_store", str(port), str(folder), KEY]
    with running(command, env=os.environ | roots(), log=folder / "service.log", cwd=ROOT) as process:
        wait_until(lambda: is_listening(port), process, name="object store", log=folder / "service.log")
        lead_to(settings, port, KEY)
        yield folder


def lead_to(settings, port, key):
    entry = papers_store(
        bucket="papers", endpoint=f"http://127.0.0.1:{port}", key=key, secret=SECRET, region="us-east-1"
    )
    settings.STORAGES = settings.STORAGES | {"papers": entry}


def requests(service):
    return (service / "requests.log").read_text().splitlines()


def objects(service):
    return [path.relative_to(service / "objects").as_posix() for path in files_below(service / "objects")]


def keep(data=PDF):
    inspected = files.receive([data], "扫描件.pdf")
    try:
        store.keep(inspected)
    finally:
        files.discard(inspected)
    return inspected.sha256


def test_a_paper_is_put_once_under_its_digest_and_read_back_as_it_came(service, media):
    data = a_pdf(40)
    sha256 = keep(data)
    assert keep(data) == sha256 == hashlib.sha256(data).hexdigest()

    name = f"/papers/{store.name_of(sha256)}"
    assert objects(service) == [name.lstrip("/")]
    assert [line for line in requests(service) if line.startswith("PUT")] == [f"PUT {name}"]
    assert b"".join(store.read(sha256)) == data
    assert files_below(media) == []


def test_a_large_paper_is_one_put_and_comes_back_in_chunks(service):
    data = PDF[:-6] + b"%" + b"x" * (12 * 1024 * 1024) + b"\n" + PDF[-6:]
    sha256 = keep(data)

    chunks = list(store.read(sha256))

    assert b"".join(chunks) == data
    assert max(map(len, chunks)) <= store.CHUNK_BYTES
    assert len([line for line in requests(service) if not line.startswith(("HEAD", "GET"))]) == 1


def test_what_the_service_lacks_is_a_refusal_not_an_error(service):
    with pytest.raises(store.PapersDoNotAnswer, match="暂时不能读取"):
        store.read("0" * 64)


def test_a_key_that_the_service_does_not_know_opens_nothing(service, settings):
    sha256 = keep()
    lead_to(settings, storages["papers"].endpoint_url.rpartition(":")[2], "another")

    with pytest.raises(store.PapersDoNotAnswer):
        store.read(sha256)
    with pytest.raises(store.PapersDoNotAnswer, match="暂时不能存入"):
        keep(a_pdf(2))
    assert len(objects(service)) == 1


def test_a_silent_service_is_given_up_within_the_time_limit(service, monkeypatch, settings):
    sha256 = keep()
    monkeypatch.setattr(object_store, "READ_SECONDS", 0.2)
    lead_to(settings, storages["papers"].endpoint_url.rpartition(":")[2], KEY)
    (service / "silent").touch()

    with pytest.raises(store.PapersDoNotAnswer):
        store.read(sha256)


def test_a_reader_who_is_too_slow_is_cut_off(service, settings):
    sha256 = keep()
    settings.PAPERS_READ_SECONDS = -1

    with pytest.raises(store.ReadingTookTooLong):
        list(store.read(sha256))


@pytest.mark.django_db
def test_a_firm_papers_its_project_in_the_service_and_reads_it_over_http(service, client, media):
    firm = a_firm()
    project = firm.fills_in()
    paper = Attachment.objects.filter(project=project).first()
    client.force_login(firm.user, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get(f"/files/{paper.guid}/")

    assert answer.getvalue() == PDF
    assert (answer["Content-Type"], answer["Content-Length"]) == ("application/pdf", str(len(PDF)))
    assert answer["Content-Disposition"].startswith("inline; filename")
    assert len(objects(service)) == 1
    assert files_below(media) == []


@pytest.mark.django_db
def test_an_upload_that_the_service_does_not_take_changes_nothing(service, media):
    firm = a_firm()
    project = firm.fills_in()
    tables = ("projects_attachment", "projects_storedfile", "audit_event")
    before = contents_of(*tables)
    (service / "broken").touch()

    with pytest.raises(store.PapersDoNotAnswer, match="请稍后再上传"):
        filing.attach(
            by=firm.user,
            enterprise=firm.enterprise,
            project_id=project.pk,
            record_guid=project.row_guid,
            kind="OTHER",
            filename="补充.pdf",
            chunks=[a_pdf(2)],
            at=AT,
        )

    assert contents_of(*tables) == before
    assert len(objects(service)) == 1
    assert files_below(media) == []

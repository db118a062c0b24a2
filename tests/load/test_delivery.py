"""How fast messages leave, and how long one is under way (P4), beside a plain Celery task and procrastinate."""

import contextlib
import json
import os
import statistics
import subprocess
import time

import pytest
from django.db import connection, transaction

from audit.context import Acting, SystemActor, context
from common import clock
from embedded.paths import PYTHON, ROOT
from embedded.process import running
from embedded.processes import QUIET_WORKER, celery, manage
from national import checking
from national.models import Delivery, Message, MessageState
from national.outbox import enqueue
from tests.chaos import changing
from tests.fixtures.processes import portal_environment
from tests.load.backlog import backlog, confirmed_message, effects, like
from tests.national.support import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove(everyday=False)]
BACKLOG, SINGLES, RIVALS_BACKLOG = 20_000, 2_000, 2_000
A_SECOND, FOR_SECONDS = 100, 20
RIVALS = ("celery", "procrastinate")


@pytest.fixture
def template(settings, tmp_path, national_platform):
    """A real project's message, delivered."""
    settings.MEDIA_ROOT = tmp_path
    message = confirmed_message()
    send_all(national_platform, senders=1, batch=50)
    return message


def environment(platform, change=""):
    """What a sender needs to work on the test's database and platform."""
    env = portal_environment() | {"NATIONAL_URL": platform.url} | changing.environment(change)
    return changing.with_packages(env) if change.startswith("procrastinate") else env


def send_all(platform, *, senders, batch):
    """Let so many processes send until nothing waits."""
    command = [PYTHON, "-m", "tests.load.sender", "--batch", str(batch)]
    env = environment(platform)
    began = [subprocess.Popen(command, cwd=ROOT, env=env) for _ in range(senders)]
    assert [one.wait() for one in began] == [0] * senders


def a_second(ids):
    """How many of these messages were acknowledged in a second, from the first attempt to the last receipt."""
    assert Message.objects.filter(pk__in=ids, state=MessageState.ACKNOWLEDGED).count() == len(ids)
    began = Delivery.objects.filter(message__in=ids).earliest("started_at").started_at
    ended = Message.objects.filter(pk__in=ids).latest("acknowledged_at").acknowledged_at
    return round(len(ids) / (ended - began).total_seconds())


def milliseconds(delays):
    ordered = sorted(delays)
    return {
        "p50_ms": round(statistics.median(ordered) * 1000),
        "p99_ms": round(ordered[int(len(ordered) * 0.99) - 1] * 1000),
    }


def test_how_many_messages_leave_in_a_second(template, national_platform, figure):
    rates = {}
    for name, count, batch, senders in (
        ("batched_one_sender", BACKLOG, 50, 1),
        ("batched_two_senders", BACKLOG, 50, 2),
        ("single_one_sender", SINGLES, 1, 1),
        ("single_two_senders", SINGLES, 1, 2),
    ):
        ids = backlog(template, count)
        send_all(national_platform, senders=senders, batch=batch)
        rates[name] = a_second(ids)
    for rival in RIVALS:
        with rival_at_work(rival, national_platform):
            rates[rival] = rate_of_rival(rival, backlog(template, RIVALS_BACKLOG), national_platform)
    figure("delivery.throughput", **rates, backlog=BACKLOG, singles=SINGLES, rivals_backlog=RIVALS_BACKLOG)


def test_how_long_a_message_is_under_way(template, national_platform, figure):
    with running(manage("relay"), env=environment(national_platform), log=log_of(national_platform), cwd=ROOT):
        Message.objects.count()
        committed, enqueued = paced(template, enqueue_like)
        until(lambda: not Message.objects.pending().exists(), "all delivered", 120)
        found = dict(Message.objects.filter(aggregate__in=committed).values_list("aggregate", "acknowledged_at"))
        ours = milliseconds((found[name] - at).total_seconds() for name, at in committed.items())
    others = {}
    for rival in RIVALS:
        with rival_at_work(rival, national_platform):
            others |= {
                f"{rival}_{name}": value for name, value in delays_of(rival, template, national_platform).items()
            }
    figure(
        "delivery.commit_to_receipt",
        **ours,
        **others,
        per_second=A_SECOND,
        for_seconds=FOR_SECONDS,
        enqueue_ms=round(statistics.median(enqueued) * 1000, 2),
    )


def test_what_looking_at_a_message_costs_before_it_is_stored(template, figure):
    content = bytes(template.payload)
    took = []
    for _ in range(200):
        began = time.perf_counter()
        assert checking.breaches(content) == []
        took.append(time.perf_counter() - began)
    figure("delivery.schema_check", median_ms=round(statistics.median(took) * 1000, 2), payload_bytes=len(content))


def log_of(platform):
    return platform.store.with_name("sender.log")


def paced(template, commit, for_seconds=FOR_SECONDS):
    """Commit so many messages a second for a while: when each had committed, and what committing took."""
    committed, took, began = {}, [], time.perf_counter()
    for number in range(A_SECOND * for_seconds):
        time.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
        message, before = like(template, clock.now()), time.perf_counter()
        commit(message)
        took.append(time.perf_counter() - before)
        committed[message.aggregate] = clock.now()
    return committed, took


def enqueue_like(message):
    payload = {"tables": json.loads(bytes(message.payload))["tables"]}
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="load"):
        enqueue(aggregate=message.aggregate, payload=payload, update_flag="U", note=message.note, at=message.created_at)


def stored(message):
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="load"):
        message.save()
    return message.pk


@contextlib.contextmanager
def rival_at_work(rival, platform):
    """Two of a rival's workers, two messages at once each."""
    env = environment(platform, rival)
    changing.prepare(rival, env | {"PYTHONPATH": os.environ.get("PYTHONPATH") or env["PYTHONPATH"]})
    command = celery("worker", *QUIET_WORKER, "--concurrency", "2")
    if rival == "procrastinate":
        command = [str(PYTHON), "-m", "procrastinate", "--app", "tests.chaos.changes.procrastinating.app", "worker"]
        command += ["--queues", "national", "--concurrency", "2"]
    log = log_of(platform)
    with running(command, env=env, log=log, cwd=ROOT), running(command, env=env, log=log, cwd=ROOT):
        yield


def publish(rival, ids):
    if rival == "celery":
        from celery import current_app

        for pk in ids:
            current_app.send_task("tests.chaos.changes.tasks.deliver", args=[pk], ignore_result=True)
        return
    with connection.cursor() as cursor:
        for pk in ids:
            cursor.execute(
                "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('national', 'deliver', 0, %s, NULL,"
                " jsonb_build_object('message_id', %s::bigint), NULL)::procrastinate_job_to_defer_v1])",
                [str(pk), pk],
            )


def delays_of(rival, template, platform):
    committed, _ = paced(template, lambda message: publish(rival, [stored(message)]))
    until(lambda: committed.keys() <= effects(platform.store).keys(), rival, 300)
    arrived = effects(platform.store)
    return milliseconds((arrived[name] - at).total_seconds() for name, at in committed.items())


def rate_of_rival(rival, ids, platform):
    publish(rival, ids)
    wanted = set(Message.objects.filter(pk__in=ids).values_list("aggregate", flat=True))
    until(lambda: wanted <= effects(platform.store).keys(), rival, 600)
    moments = sorted(at for name, at in effects(platform.store).items() if name in wanted)
    return round(len(moments) / (moments[-1] - moments[0]).total_seconds())

"""People are told in the portal, by mail and by text message; nothing is dropped in silence (E24, N24)."""

import email
from datetime import timedelta
from email.policy import default

import pytest
from django.db import DatabaseError, transaction

from accounts import actions
from accounts.actions.sending import TRIES_AT_MOST, WAITS
from accounts.models import Notice, NoticeSending
from accounts.queries import unread_notices
from accounts.rules import NoticeChannel, NoticeKind, SendingState
from accounts.tasks import send_due_notices
from audit.models import Event
from common.clock import day_of
from embedded.process import free_port
from tests.accounts.peers import Gateway, MailServer, serving
from tests.accounts.staff import TODAY, an_administrator
from tests.audit.support import acting, contents_of
from tests.factories import AT, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
MAIL, SMS = NoticeChannel.MAIL, NoticeChannel.SMS


@pytest.fixture
def gateway(settings):
    with serving(Gateway()) as server:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_KEY = server.url, "gateway-key"
        yield server


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with serving(MailServer()) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def a_reader(**facts):
    return UserFactory(**{"email": "duzhe@example.invalid", "phone": "13700000000", **facts})


def told(to, kind=NoticeKind.RETURNED, at=AT, **changes):
    with acting():
        facts = {"title": "办件已退回", "text": "请补充竣工验收备案表第2页。", "url": "/enterprise/", **changes}
        return actions.notify(to, kind=kind, at=at, **facts)


def states_of(notice):
    return {row.channel: row.state for row in notice.sendings.all()}


def sweep(at=AT):
    return actions.send_due_notices(now=lambda: at, limit=20)


def test_everyone_who_works_for_the_enterprise_today_is_told_once():
    admin = an_administrator()
    filler = MembershipFactory(enterprise=admin.enterprise)
    MembershipFactory(enterprise=admin.enterprise, ends_on=TODAY - timedelta(days=1))
    MembershipFactory(enterprise=admin.enterprise, user=UserFactory(is_active=False))
    MembershipFactory()

    notices = told(admin.enterprise)

    assert {notice.user for notice in notices} == {admin.user, filler.user}
    assert {(row.enterprise, row.kind, row.title, row.read_at) for row in Notice.objects.all()} == {
        (admin.enterprise, NoticeKind.RETURNED, "办件已退回", None)
    }
    assert len(told([admin.user, admin.user])) == 1


def test_a_notice_belongs_to_the_act_it_tells_of_and_goes_back_with_it():
    reader = a_reader()
    with pytest.raises(DatabaseError, match="without context"), transaction.atomic():
        actions.notify([reader], kind=NoticeKind.CONFIRMED, title="t", text="t", at=AT)
    assert Notice.objects.count() == NoticeSending.objects.count() == 0


def test_a_channel_that_is_not_there_is_said_and_not_dropped(settings):
    settings.EMAIL_HOST = settings.SMS_GATEWAY_URL = ""
    (notice,) = told([a_reader()])

    assert states_of(notice) == {MAIL: SendingState.NOT_OFFERED, SMS: SendingState.NOT_OFFERED}
    assert SendingState.NOT_OFFERED.label == "未开通"
    assert sweep(AT + timedelta(days=1)) == 0
    assert states_of(notice) == {MAIL: SendingState.NOT_OFFERED, SMS: SendingState.NOT_OFFERED}


def test_what_was_chosen_is_kept_and_followed(mail_server, gateway):
    reader = a_reader()
    actions.set_notice_wishes(
        by=reader,
        wishes={NoticeKind.RETURNED: frozenset({SMS}), NoticeKind.CONFIRMED: frozenset()},
        email="new@example.invalid",
        phone="",
    )

    (returned,), (confirmed,), (other,) = (
        told([reader], kind) for kind in (NoticeKind.RETURNED, NoticeKind.CONFIRMED, NoticeKind.PUSHED)
    )

    assert states_of(returned) == {MAIL: SendingState.NOT_WANTED, SMS: SendingState.NO_ADDRESS}
    assert states_of(confirmed) == {MAIL: SendingState.NOT_WANTED, SMS: SendingState.NOT_WANTED}
    assert states_of(other) == {MAIL: SendingState.WAITING, SMS: SendingState.NOT_WANTED}
    reader.refresh_from_db()
    assert (reader.email, reader.phone) == ("new@example.invalid", "")


def test_mail_and_text_message_reach_the_other_side_once(mail_server, gateway):
    (notice,) = told([a_reader()])

    assert sweep() == 2
    assert sweep(AT + timedelta(days=1)) == 0

    ((recipient, letter),) = mail_server.received
    parsed = email.message_from_bytes(letter, policy=default)
    assert recipient == "duzhe@example.invalid"
    assert parsed["Subject"].strip() == "【吉林省建筑市场监管公共服务平台】办件已退回"
    assert parsed.get_content().strip() == "请补充竣工验收备案表第2页。"
    ((key, message),) = gateway.received
    sending = notice.sendings.get(channel=SMS)
    assert key == "Bearer gateway-key"
    assert message == {"id": f"notice-{sending.pk}", "phone": "13700000000", "text": "办件已退回"}
    for row in notice.sendings.all():
        assert (row.state, row.tries, row.error, row.due_at, row.sent_at) == (SendingState.SENT, 1, "", None, AT)
    assert set(Event.objects.filter(action="accounts.send_due_notices").values_list("actor_name", "channel")) == {
        ("notices", "task")
    }


def test_what_the_gateway_does_not_take_is_tried_again_and_fails_in_the_end(gateway):
    gateway.status = 503
    (notice,) = told([a_reader(email="")])
    at = AT
    for number, wait in enumerate(WAITS, start=1):
        assert sweep(at) == 0
        row = notice.sendings.get(channel=SMS)
        assert (row.state, row.tries, row.due_at) == (SendingState.WAITING, number, at + wait)
        assert row.error == "短信网关未接收（HTTP 503）"
        assert sweep(at + wait - timedelta(seconds=1)) == 0
        at += wait
    assert sweep(at) == 0

    row = notice.sendings.get(channel=SMS)
    assert (row.state, row.tries, row.due_at) == (SendingState.FAILED, TRIES_AT_MOST, None)
    assert len(gateway.received) == TRIES_AT_MOST == 5
    gateway.status = 200
    assert sweep(at + timedelta(days=1)) == 0


def test_a_later_try_brings_what_an_earlier_one_could_not(settings):
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{free_port()}/send"
    (notice,) = told([a_reader(email="")])
    assert sweep() == 0
    assert notice.sendings.get(channel=SMS).error == "短信网关无应答（URLError）"

    with serving(Gateway()) as server:
        settings.SMS_GATEWAY_URL = server.url
        assert sweep(AT + WAITS[0]) == 1

    row = notice.sendings.get(channel=SMS)
    assert (row.state, row.tries, row.error) == (SendingState.SENT, 2, "")


def test_a_mail_server_that_says_no_is_noted_without_the_address(mail_server):
    mail_server.refuses = True
    (notice,) = told([a_reader(phone="")])

    assert sweep() == 0

    row = notice.sendings.get(channel=MAIL)
    assert (row.state, row.tries) == (SendingState.WAITING, 1)
    assert row.error == "邮件服务器未接收（SMTPRecipientsRefused）"


def test_a_channel_that_was_switched_off_in_between_is_said(gateway, settings):
    (notice,) = told([a_reader(email="")])
    settings.SMS_GATEWAY_URL = ""

    assert sweep() == 0
    assert states_of(notice)[SMS] == SendingState.NOT_OFFERED


@pytest.mark.django_db(transaction=True)
def test_a_sender_that_died_at_its_last_try_has_failed(gateway):
    (notice,) = told([a_reader(email="")])
    with acting():
        notice.sendings.filter(channel=SMS).update(tries=TRIES_AT_MOST)

    assert sweep() == 0

    assert states_of(notice)[SMS] == SendingState.FAILED
    assert gateway.received == []


@pytest.mark.django_db(transaction=True)
def test_the_task_that_beat_calls_sends(gateway):
    (notice,) = told([a_reader(email="")])

    send_due_notices()

    assert states_of(notice)[SMS] == SendingState.SENT
    assert len(gateway.received) == 1


def test_one_reads_and_counts_ones_own_and_a_firms_only_while_one_works_there(django_assert_num_queries):
    admin = an_administrator()
    filler = MembershipFactory(enterprise=admin.enterprise)
    told(admin.enterprise)
    (own,) = told([filler.user])
    with django_assert_num_queries(1):
        assert unread_notices(filler.user, TODAY) == 2

    assert actions.mark_read(by=admin.user, notice_ids=[own.pk], at=AT) == 0
    assert actions.mark_read(by=filler.user, notice_ids=[own.pk], at=AT) == 1
    assert actions.mark_read(by=filler.user, notice_ids=[own.pk], at=AT + timedelta(1)) == 0
    own.refresh_from_db()
    assert own.read_at == AT
    actions.end_membership(by=admin.user, enterprise=admin.enterprise, membership_id=filler.pk, at=AT)

    assert unread_notices(filler.user, day_of(AT)) == 0
    assert unread_notices(admin.user, day_of(AT)) == 1
    before = contents_of("accounts_notice")
    assert actions.mark_read(by=filler.user, notice_ids=None, at=AT) == 0
    assert contents_of("accounts_notice") == before

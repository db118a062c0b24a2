"""Telling people what happened to what is theirs (E24)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import Enterprise, Membership, Notice, NoticeSending, NoticeSetting, User
from accounts.policy import acting_for_oneself
from accounts.rules import TEXTED_BY_DEFAULT, NoticeChannel, NoticeKind, SendingState
from accounts.sending import is_offered
from audit import context
from common.clock import day_of


def notify(
    to: Enterprise | Iterable[User], *, kind: NoticeKind, title: str, text: str, at: datetime, url: str = ""
) -> list[Notice]:
    """Tell people something: some users, or everyone who works for an enterprise today.

    Opens no transaction and sets no context: the notice belongs to the act that it tells of. It stands in the portal at
    once; mail and text messages are sent afterwards by ``accounts.tasks.send_due_notices``.

    :param url: the page that it is about, as a path of the portal.
    """
    enterprise = to if isinstance(to, Enterprise) else None
    users = list({user.pk: user for user in _people(to, at)}.values())
    notices = Notice.objects.bulk_create(
        Notice(user=user, enterprise=enterprise, kind=kind, title=title, text=text, url=url, created_at=at)
        for user in users
    )
    wishes = {row.user_id: row for row in NoticeSetting.objects.filter(user__in=users, kind=kind)}
    NoticeSending.objects.bulk_create(
        _sending(notice, channel, wishes.get(notice.user_id), at) for notice in notices for channel in NoticeChannel
    )
    return notices


@transaction.atomic(durable=True)
def mark_read(*, by: User, notice_ids: Iterable[int] | None, at: datetime) -> int:
    """Mark the user's own unread notices as read; all of them when no ids are given. Safe to repeat.

    :returns: how many were unread.
    """
    with context.context(acting_for_oneself(by), action="accounts.mark_read"):
        unread = Notice.objects.visible_to(by, day_of(at)).filter(read_at=None)
        return (unread if notice_ids is None else unread.filter(pk__in=list(notice_ids))).update(read_at=at)


@transaction.atomic(durable=True)
def set_notice_wishes(
    *, by: User, wishes: Mapping[NoticeKind, frozenset[NoticeChannel]], email: str, phone: str
) -> None:
    """Keep by which channels the user wants to be told of each kind of thing, and where he is reached."""
    with context.context(acting_for_oneself(by), action="accounts.set_notice_wishes"):
        for kind, channels in wishes.items():
            NoticeSetting.objects.update_or_create(
                user=by,
                kind=kind,
                defaults={"by_mail": NoticeChannel.MAIL in channels, "by_sms": NoticeChannel.SMS in channels},
            )
        by.email, by.phone = email, phone
        by.save(update_fields=["email", "phone"])


def is_wanted(kind: NoticeKind, channel: NoticeChannel, setting: NoticeSetting | None) -> bool:
    """Whether a person with this setting, None when he chose nothing, wants a kind of notice by a channel."""
    if setting is None:
        return channel == NoticeChannel.MAIL or kind in TEXTED_BY_DEFAULT
    return setting.by_mail if channel == NoticeChannel.MAIL else setting.by_sms


def _people(to: Enterprise | Iterable[User], at: datetime) -> Iterable[User]:
    if not isinstance(to, Enterprise):
        return to
    current = Membership.objects.current(day_of(at)).filter(enterprise=to, user__is_active=True)
    return [row.user for row in current.select_related("user").order_by("pk")]


def _sending(notice: Notice, channel: NoticeChannel, setting: NoticeSetting | None, at: datetime) -> NoticeSending:
    address = notice.user.email if channel == NoticeChannel.MAIL else notice.user.phone
    if not is_wanted(NoticeKind(notice.kind), channel, setting):
        state = SendingState.NOT_WANTED
    elif not is_offered(channel):
        state = SendingState.NOT_OFFERED
    elif not address:
        state = SendingState.NO_ADDRESS
    else:
        return NoticeSending(notice=notice, channel=channel, state=SendingState.WAITING, due_at=at)
    return NoticeSending(notice=notice, channel=channel, state=state)

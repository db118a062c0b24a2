"""The two ways out of the portal: mail, and text messages through an HTTP gateway. Every wait is bounded."""

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.models import NoticeSending
from accounts.rules import NoticeChannel


class NotSent(Exception):
    """The channel did not take the notice. ``str(error)`` is Chinese and names no address."""


def is_offered(channel: NoticeChannel) -> bool:
    """Whether this installation has the channel at all."""
    return bool(settings.EMAIL_HOST if channel == NoticeChannel.MAIL else settings.SMS_GATEWAY_URL)


def send(sending: NoticeSending) -> None:
    """Send a notice through its channel; the caller keeps what came of it.

    :raises NotSent: when the other side did not take it.
    """
    if sending.channel == NoticeChannel.MAIL:
        notice = sending.notice
        mail(notice.user.email, f"【吉林省建筑市场监管公共服务平台】{notice.title}", notice.text)
    else:
        _text(sending)


def mail(address: str, title: str, text: str) -> None:
    """Send one letter.

    :raises NotSent: when the mail server did not take it.
    """
    try:
        EmailMessage(title, text, to=[address]).send()
    except (OSError, SMTPException) as error:
        raise NotSent(f"邮件服务器未接收（{type(error).__name__}）") from error


def told_of_letter(address: str, title: str, text: str) -> str:
    """Send one letter with a link that its maker sees too, and say in a sentence what came of it.

    :returns: empty where no address is known.
    """
    if not address:
        return ""
    if not is_offered(NoticeChannel.MAIL):
        return "本平台未开通邮件，请自行把链接交给本人。"
    try:
        mail(address, title, text)
    except NotSent as error:
        return f"邮件没有发出：{error}。请自行把链接交给本人。"
    return f"链接已同时发送到 {address}。"


def _text(sending: NoticeSending) -> None:
    # The gateway knows a message that comes twice by its id.
    message = {"id": f"notice-{sending.pk}", "phone": sending.notice.user.phone, "text": sending.notice.title}
    request = urllib.request.Request(  # noqa: S310 - the address is the installation's own
        settings.SMS_GATEWAY_URL,
        json.dumps(message, ensure_ascii=False).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_GATEWAY_KEY}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=settings.SMS_GATEWAY_TIMEOUT) as answer:  # noqa: S310
            answer.read(1000)
    except urllib.error.HTTPError as error:
        raise NotSent(f"短信网关未接收（HTTP {error.code}）") from error
    except (OSError, HTTPException) as error:
        raise NotSent(f"短信网关无应答（{type(error).__name__}）") from error

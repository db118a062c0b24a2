"""An enterprise comes to the portal with its first administrator (E01, 一（一）)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.actions.notices import notify
from accounts.models import Appointment, EnrolmentAttempt, Enterprise, EnterpriseClaim, Membership, User
from accounts.rules import EnterpriseKind, MemberRole, NoticeKind, Role, Tier
from audit import context
from audit.context import Acting, SystemActor
from common.clock import day_of
from common.errors import RuleError
from common.identifiers import explain_credit_code
from common.notice import of_notice

ATTEMPTS_AN_HOUR = 10


class OtherKindsDoNotFile(RuleError):
    """The enterprise is of none of the four kinds (BR-01)."""


class CreditCodeIsFaulty(RuleError):
    """The unified social credit code fails its own check."""


class EnterpriseIsRegistered(RuleError):
    """An enterprise with this code is here already; its administrator lets people in."""


class LoginIsTaken(RuleError):
    """Another account has this login name."""


class TooManyAttempts(RuleError):
    """Too many tries at registering from one address."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Who gets an account; the password has passed Django's validators."""

    username: str
    name: str
    password: str = field(repr=False)
    phone: str = ""
    email: str = ""


@transaction.atomic(durable=True)
def note_attempt(*, address: str, at: datetime) -> None:
    """Count a try at registering. Not business data: what is older than a day goes.

    :raises TooManyAttempts: at the eleventh within an hour from one address.
    """
    EnrolmentAttempt.objects.filter(tried_at__lt=at - timedelta(days=1)).delete()
    recent = EnrolmentAttempt.objects.filter(address=address, tried_at__gt=at - timedelta(hours=1)).count()
    if recent >= ATTEMPTS_AN_HOUR:
        raise TooManyAttempts("此处一小时内登记企业的次数过多，请一小时后再试；如有困难请联系省平台技术支持")
    EnrolmentAttempt.objects.create(address=address, tried_at=at)


@transaction.atomic(durable=True)
def register_enterprise(
    *, credit_code: str, name: str, kinds: Sequence[EnterpriseKind], administrator: NewAccount, at: datetime
) -> Membership | EnterpriseClaim:
    """Register an enterprise and its first administrator.

    For one that the load of old records brought the account is made, and the province decides whether he comes in.

    :returns: the administrator's membership, or the claim that waits.
    :raises OtherKindsDoNotFile: when no kind is one of the four.
    :raises CreditCodeIsFaulty: when the code fails its check.
    :raises EnterpriseIsRegistered: when the code is registered.
    :raises LoginIsTaken: when the login name is in use.
    """
    if not kinds:
        raise OtherKindsDoNotFile(
            "只有勘察、设计、施工、监理企业可以补录业绩，请选择企业类别", clause=of_notice("一（一）"), field="kinds"
        )
    fault = explain_credit_code(credit_code)
    if fault:
        raise CreditCodeIsFaulty(fault, field="credit_code")
    with context.context(Acting.system(SystemActor.REGISTRATION), action="accounts.register_enterprise"):
        enterprise, is_new = _new_enterprise(credit_code, name, kinds, at)
        user = new_user(administrator, at)
        if not is_new:
            return _claim(enterprise, user, name, kinds, at)
        return Membership.objects.create(user=user, enterprise=enterprise, role=MemberRole.ADMIN, starts_on=day_of(at))


def _new_enterprise(
    credit_code: str, name: str, kinds: Sequence[EnterpriseKind], at: datetime
) -> tuple[Enterprise, bool]:
    """The enterprise, and whether it is new; another came with old records and nobody has worked for it here yet."""
    try:
        with transaction.atomic():  # a savepoint: the same firm may be registered twice at this moment
            facts = {"credit_code": credit_code, "name": name, "kinds": [kind.value for kind in kinds]}
            return Enterprise.objects.create(**facts, created_at=at), True
    except IntegrityError as error:
        known = Enterprise.objects.select_for_update().filter(credit_code=credit_code).first()
        if known is None:
            raise
        if not known.memberships.exists():
            return known, False  # it came with the records of before the notice (docs/legacy.md)
        raise EnterpriseIsRegistered(
            f"统一社会信用代码 {credit_code} 已由“{known.name}”登记，一个企业只登记一次；"
            "请联系该企业的企业管理员，由其在“企业人员”中邀请您",
            clause=of_notice("一（一）"),
            field="credit_code",
        ) from error


def _claim(
    enterprise: Enterprise, user: User, name: str, kinds: Sequence[EnterpriseKind], at: datetime
) -> EnterpriseClaim:
    keepers = Appointment.objects.current(day_of(at)).filter(role=Role.ADMINISTRATOR, authority__tier=Tier.PROVINCE)
    notify(
        User.objects.filter(pk__in=keepers.values("user")),
        kind=NoticeKind.ACCOUNT,
        title=f"有企业登记待核实：{name}",
        text=f"{user.name}登记{name}（{enterprise.credit_code}）。该企业随历史信息建立，请核实登记人后办理。",
        at=at,
        url="/province/registrations/",
    )
    return EnterpriseClaim.objects.create(
        enterprise=enterprise, user=user, name=name, kinds=[kind.value for kind in kinds], claimed_at=at
    )


def new_user(account: NewAccount, at: datetime) -> User:
    """A new account. Opens no transaction.

    :raises LoginIsTaken: when the login name is in use.
    """
    try:
        with transaction.atomic():
            return User.objects.create_user(
                account.username,
                email=account.email,
                password=account.password,
                name=account.name,
                phone=account.phone,
                date_joined=at,
            )
    except IntegrityError as error:
        if not User.objects.filter(username=account.username).exists():
            raise
        raise LoginIsTaken(f"登录名“{account.username}”已被使用，请换一个", field="username") from error

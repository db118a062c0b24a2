"""The demo's enterprises, officials and other people."""

from datetime import datetime

from django.db import transaction

from accounts.actions import grant_duty
from accounts.models import Authority, Enterprise, Membership, User
from accounts.rules import BusinessLine, EnterpriseKind, MemberRole, Role
from audit.context import Acting, SystemActor, context
from common.identifiers import credit_code_check
from common.notice import ISSUED_ON
from portal.demo.accounts import PASSWORD

# Name, kinds, body of the credit code, user name and name of the person who files.
ENTERPRISES: tuple[tuple[str, list[EnterpriseKind], str, str, str], ...] = (
    ("吉林省长白建设集团有限公司", [EnterpriseKind.CONSTRUCTION], "91220102MA0CBJT01", "shigong", "王海波"),
    ("吉林省松江工程监理有限公司", [EnterpriseKind.SUPERVISION], "91220203MA0TJJN02", "jianli", "刘敏"),
    (
        "吉林省吉城勘察设计有限公司",
        [EnterpriseKind.SURVEY, EnterpriseKind.DESIGN],
        "91220102MA0JCKC03",
        "sheji",
        "赵立群",
    ),
    ("吉林北方石化工程有限公司", [EnterpriseKind.CONSTRUCTION], "91220203MA0BFHG04", "shihua", "孙志强"),
)
# User name, name, division, role, line.
OFFICIALS: tuple[tuple[str, str, str, Role, BusinessLine | None], ...] = (
    ("nanguan", "陈晓东", "220102", Role.REVIEWER, BusinessLine.CONSTRUCTION),
    ("nanguan-zj", "吴桂兰", "220102", Role.REVIEWER, BusinessLine.QUALITY),
    ("nongan", "周文博", "220122", Role.REVIEWER, BusinessLine.CONSTRUCTION),
    ("changchun", "郑丽华", "220100", Role.REVIEWER, BusinessLine.CONSTRUCTION),
    ("jilinshi", "高建军", "220200", Role.REVIEWER, BusinessLine.CONSTRUCTION),
    ("meihekou", "徐宏伟", "220581", Role.REVIEWER, BusinessLine.CONSTRUCTION),
    ("changbaishan", "金哲洙", "229001", Role.REVIEWER, BusinessLine.CONSTRUCTION),
    ("sheng1", "何伟", "220000", Role.REVIEWER, BusinessLine.CONSTRUCTION),
    ("sheng2", "罗静", "220000", Role.REVIEWER, BusinessLine.CONSTRUCTION),
    ("shenji", "谢国强", "220000", Role.AUDITOR, None),
    ("guanli", "唐雪梅", "220000", Role.ADMINISTRATOR, None),
    ("guanli2", "沈亚楠", "220000", Role.ADMINISTRATOR, None),
    ("jishu", "冯磊", "220000", Role.SUPPORT, None),
    ("zhichi", "高岩", "220000", Role.SUPPORT, None),
    ("zhichi2", "孟晓雨", "220000", Role.SUPPORT, None),
)


@transaction.atomic(durable=True)
def load_people(at: datetime) -> None:
    """Load enterprises, their filers and officials; safe to repeat."""
    with context(Acting.system(SystemActor.SEED), action="portal.demo", channel="command"):
        for name, kinds, body, username, filer in ENTERPRISES:
            enterprise, _ = Enterprise.objects.get_or_create(
                credit_code=body + credit_code_check(body), defaults={"name": name, "kinds": kinds, "created_at": at}
            )
            Membership.objects.get_or_create(
                user=_user(username, filer),
                enterprise=enterprise,
                starts_on=ISSUED_ON,
                defaults={"role": MemberRole.ADMIN},
            )
        for username, name, division, role, line in OFFICIALS:
            authority = Authority.objects.get(division_id=division)
            grant_duty(
                user=_user(username, name), authority=authority, role=role, business_line=line, starts_on=ISSUED_ON
            )


def _user(username: str, name: str) -> User:
    found = User.objects.filter(username=username).first()
    return found or User.objects.create_user(username, password=PASSWORD, name=name)

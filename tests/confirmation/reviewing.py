"""A province's worth of decisions: honest officials who differ, and one bad actor for each signal."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from accounts.models import Appointment, Authority, User
from accounts.rules import BusinessLine, Role
from common.clock import SHANGHAI
from confirmation.models import Case, CaseItem, Decision, Picked, Submission, Viewing
from confirmation.rules.signals import Signal
from projects.models import Attachment, Project, StoredFile
from tests.audit.support import acting
from tests.factories import LONG_AGO, EnterpriseFactory, project_facts

FIRST, LAST = date(2024, 9, 2), date(2024, 11, 29)
# Monday to Friday of that time, without the holiday and before its make-up days.
DAYS = [
    FIRST + timedelta(days=number)
    for number in range((LAST - FIRST).days)
    if (FIRST + timedelta(days=number)).weekday() < 5
    and not date(2024, 9, 14) <= FIRST + timedelta(days=number) <= date(2024, 10, 12)
]
COUNTIES = ("220102", "220103", "220104", "220122", "220202", "220203", "220302", "220402", "220502", "220602")


@dataclass
class Province:
    """Who works where, and who was planted; ``planted`` by signal."""

    honest: list = field(default_factory=list)
    planted: dict = field(default_factory=dict)


def a_province(seed, honest=64, acts=30):
    """Decisions of three months, about a fourth of them returned.

    :param acts: of each official.
    """
    chance, made = random.Random(seed), Province()
    names = [f"审核{seed}-{number}" for number in range(honest + len(Signal))]
    with acting():
        people = User.objects.bulk_create(User(username=name, name=name, password="!") for name in names)
        firms = [EnterpriseFactory() for _ in range(12)]
        units = list(Authority.objects.filter(division_id__in=COUNTIES).order_by("division_id"))
        file = StoredFile.objects.create(
            sha256=f"{seed:064x}", size=1, content_type="application/pdf", pages=8, created_at=_at(FIRST, 9)
        )
        Appointment.objects.bulk_create(
            Appointment(
                user=user, authority=units[number % len(units)], role=Role.REVIEWER,
                business_line=BusinessLine.CONSTRUCTION, starts_on=LONG_AGO,
            )
            for number, user in enumerate(people)
        )  # fmt: skip
        made.honest = people[:honest]
        made.planted = dict(zip(Signal, people[honest:], strict=True))
        told = {user.pk: signal for signal, user in made.planted.items()}
        work = [
            (user, units[number % len(units)], told.get(user.pk), chance.choice([0.12, 0.2, 0.28]))
            for number, user in enumerate(people)
            for _ in range(acts)
        ]
        _store([_Piece(chance, file, firms, *one) for one in work])
    return made


def _at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), SHANGHAI)


class _Piece:
    """One decision on one case, with what its maker opened before."""

    def __init__(self, chance, file, firms, person, unit, planted, returns):
        self.chance, self.file, self.person, self.unit, self.planted = chance, file, person, unit, planted
        favoured = planted is Signal.SAME_FIRM and chance.random() < 0.7
        self.firm = firms[0] if favoured else chance.choice(firms)
        late = chance.random() < (0.6 if planted is Signal.AFTER_HOURS else 0.05)
        self.at = _at(chance.choice(DAYS), 22 if late else chance.randint(9, 16), chance.randint(0, 59))
        rate = 0.85 if planted is Signal.RETURNS else returns
        self.action = "RETURN" if chance.random() < rate else "CONFIRM"
        self.guid = uuid.uuid4()

    def facts(self):
        return Project(
            **project_facts(division=self.unit.division_id), project_class="01", filed_by=self.firm,
            created_at=self.at, updated_at=self.at,
        )  # fmt: skip

    def case(self, project):
        return Case(
            kind="PROJECT_BACKFILL", project=project, enterprise=self.firm, enterprise_kind="CONSTRUCTION",
            created_by=self.person, created_at=self.at, target_grade="C", authority=self.unit, tier=self.unit.tier,
            business_line="CONSTRUCTION", county_code=self.unit.division_id, city_code=self.unit.division.city_code,
        )  # fmt: skip

    def submission(self, case):
        return Submission(
            case=case, round=1, snapshot="{}", sha256="0" * 64, declaration_version="1", declaration_text="",
            declared_by=self.person, declared_name="", submitted_at=self.at,
        )  # fmt: skip

    def paper(self, project):
        return Attachment(
            guid=self.guid, project=project, stage="PROJECT", record_guid=project.row_guid, kind="APPROVAL_PAPER",
            file=self.file, filename="立项.pdf", uploaded_by=self.person, uploaded_at=self.at - timedelta(days=1),
        )  # fmt: skip

    def decisions(self, case, submission):
        common = {
            "case": case, "submission": submission, "signature_order": 1, "person": self.person,
            "authority": self.unit, "tier": self.unit.tier, "business_line": "CONSTRUCTION", "case_version": 1,
            "rule_version": "",
        }  # fmt: skip
        yield Decision(**common, action=self.action, decided_at=self.at)
        falls = self.chance.random() < (0.4 if self.planted is Signal.REVERSALS else 0.01)
        if falls and self.action == "CONFIRM":
            yield Decision(**common, action="REVERSE", decided_at=self.at + timedelta(days=5))

    def viewings(self, case):
        began = self.at - timedelta(minutes=10)
        jumps = self.chance.random() < (0.8 if self.planted is Signal.OUT_OF_ORDER else 0.1)
        picked, position = (Picked.HAND, self.chance.randint(5, 40)) if jumps else (Picked.NEXT, None)
        common = {"person": self.person, "case": case, "case_version": 1, "opened_at": began, "last_seen_at": began}
        hurries = self.chance.random() < (0.8 if self.planted is Signal.HASTE else 0.05)
        seconds = self.chance.randint(2, 8) if hurries else self.chance.randint(90, 900)
        yield Viewing(**common, picked=picked, position=position, seconds=seconds)
        if self.chance.random() >= (0.7 if self.planted is Signal.UNOPENED else 0.03):
            yield Viewing(**common, picked=picked, paper_guid=self.guid, seconds=seconds // 2)


def _store(pieces):
    projects = Project.objects.bulk_create(piece.facts() for piece in pieces)
    cases = Case.objects.bulk_create(piece.case(project) for piece, project in zip(pieces, projects, strict=True))
    submissions = Submission.objects.bulk_create(
        piece.submission(case) for piece, case in zip(pieces, cases, strict=True)
    )
    CaseItem.objects.bulk_create(
        CaseItem(case=case, stage="PROJECT", record_guid=case.project.row_guid) for case in cases
    )
    Attachment.objects.bulk_create(piece.paper(case.project) for piece, case in zip(pieces, cases, strict=True))
    Decision.objects.bulk_create(
        decision
        for piece, case, submission in zip(pieces, cases, submissions, strict=True)
        for decision in piece.decisions(case, submission)
    )
    Viewing.objects.bulk_create(
        viewing for piece, case in zip(pieces, cases, strict=True) for viewing in piece.viewings(case)
    )

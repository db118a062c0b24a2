"""What a decision must contain before it counts (二（二）3, 四（二）, 四（三））."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from accounts.rules import Tier
from common.errors import RuleError
from common.notice import of_notice
from common.text import compatible

CLAUSE_METHODS = of_notice("二（二）3")
CLAUSE_PAPER = of_notice("四（二）")
CLAUSE_PERSON = of_notice("四（三）")


class VerificationMethod(models.TextChoices):
    """How an official checked a record (二（二）3)."""

    ORIGINALS = "ORIGINALS", "核对工程档案信息原件"
    ARCHIVE_COPIES = "ARCHIVE_COPIES", "核对档案馆提供的复印件"
    SITE_VISIT = "SITE_VISIT", "实地核查"
    OTHER = "OTHER", "其他方式"


# Of these methods something is kept: an original is seen and given back (二（二）3, R08).
SHOWN_BY_A_PROOF = frozenset({VerificationMethod.ARCHIVE_COPIES, VerificationMethod.SITE_VISIT})

# A decision of the province needs two persons (BR-42, decisions 22); the others one, until an authority asks for more.
LEAST_SIGNATURES: dict[Tier, int] = {Tier.COUNTY: 1, Tier.CITY: 1, Tier.PROVINCE: 2}
# What each signature is called, by how many there are (R05).
SIGNATURE_NAMES: dict[int, tuple[str, ...]] = {1: ("审核",), 2: ("初审", "复审"), 3: ("初审", "复审", "终审")}


@dataclass(frozen=True, slots=True)
class SignatureNeed:
    """How many signatures a unit asks for; an empty line or sector fits every one."""

    business_line: str
    sector: str
    count: int


def signatures(tier: Tier, business_line: str, sector: str, needs: Sequence[SignatureNeed]) -> int:
    """How many signatures a case needs: the narrowest rule of its unit, and never fewer than its tier asks for.

    :param needs: those in force at the case's authority.
    """
    fitting = [need for need in needs if need.business_line in ("", business_line) and need.sector in ("", sector)]
    narrowest = max(fitting, key=lambda need: (need.sector != "", need.business_line != ""), default=None)
    return max(LEAST_SIGNATURES[tier], narrowest.count if narrowest else 1)


class EveryRecordNeedsAMethod(RuleError):
    """A record lacks its verification method."""


class TheMethodNeedsAProof(RuleError):
    """A copy of the archive's or a site visit is not shown by anything (R08)."""


class NameAndCodeMustEqualThePaper(RuleError):
    """The name or code typed from the approval paper differs from the filed one."""


class OnePersonActsOnce(RuleError):
    """The person has already acted on these records at another tier, or has already signed."""


class AReasonIsNeeded(RuleError):
    """A return or refusal says why."""


@dataclass(frozen=True, slots=True)
class Verified:
    """How one record was verified; ``note`` describes the method OTHER."""

    method: VerificationMethod
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperReading:
    """Project name, investment code and document number as the official reads them on the approval paper (R09)."""

    name: str
    investment_code: str
    approval_number: str


def require_verified(labels: Mapping[UUID, str], verified: Mapping[UUID, Verified]) -> None:
    """Let pass a confirmation in which every record has its verification method.

    :param labels: the case's records and what each is called.
    :raises EveryRecordNeedsAMethod: naming the first record without one, or an OTHER without a description.
    """
    for guid, label in labels.items():
        found = verified.get(guid)
        if found is None:
            raise EveryRecordNeedsAMethod(f"请为“{label}”选择核对方式", clause=CLAUSE_METHODS, field=f"method_{guid}")
        if found.method == VerificationMethod.OTHER and not found.note.strip():
            raise EveryRecordNeedsAMethod(
                f"“{label}”选择了其他方式，请说明如何核对", clause=CLAUSE_METHODS, field=f"note_{guid}"
            )


def require_proofs(
    labels: Mapping[UUID, str],
    verified: Mapping[UUID, Verified],
    proven: Mapping[UUID, Collection[VerificationMethod]],
) -> None:
    """Let pass a confirmation in which something shows every copy of the archive's and every site visit.

    :param proven: by record the methods for which something lies there.
    :raises TheMethodNeedsAProof: naming the first record without.
    """
    for guid, label in labels.items():
        method = verified[guid].method
        if method in SHOWN_BY_A_PROOF and method not in proven.get(guid, ()):
            raise TheMethodNeedsAProof(
                f"“{label}”选择了“{method.label}”，请先上传核对材料（复印件，或现场照片和记录）再签署",
                clause=CLAUSE_METHODS,
                field=f"method_{guid}",
            )


def same_document_number(one: str, other: str) -> bool:
    """Whether two document numbers are one: width, spaces and the kind of brackets do not count."""
    return compatible(one).translate(_BRACKETS) == compatible(other).translate(_BRACKETS)


_BRACKETS = str.maketrans("〔［【〖[{（", "(((((((", "") | str.maketrans("〕］】〗]}）", ")))))))", "")


def require_paper_equal(*, name: str, investment_code: str, approval_number: str, paper: PaperReading) -> None:
    """Let pass a confirmation in which the approval paper says what was filed (BR-39, R09).

    Name and code are equal character by character; the document number is the same.

    :raises NameAndCodeMustEqualThePaper: naming the one that differs.
    """
    if paper.name != name:
        raise NameAndCodeMustEqualThePaper(
            f"立项文件上的项目名称“{paper.name}”与填报的“{name}”不一致，不能确认；请退回企业更正，或核对录入",
            clause=CLAUSE_PAPER,
            field="paper_name",
        )
    if paper.investment_code != investment_code:
        raise NameAndCodeMustEqualThePaper(
            f"立项文件上的项目代码“{paper.investment_code}”与填报的“{investment_code}”不一致，不能确认；请退回企业更正，或核对录入",
            clause=CLAUSE_PAPER,
            field="paper_code",
        )
    if not same_document_number(paper.approval_number, approval_number):
        raise NameAndCodeMustEqualThePaper(
            f"立项文件的文号“{paper.approval_number}”与填报的“{approval_number}”不一致，不能确认；请退回企业更正，或核对录入",
            clause=CLAUSE_PAPER,
            field="paper_number",
        )


def require_another_person(*, person_id: int, signed: Collection[int], at_other_tiers: Collection[int]) -> None:
    """Let pass a person who has neither signed this case nor acted on its records at another tier (BR-42).

    :raises OnePersonActsOnce: when he has.
    """
    if person_id in signed:
        raise OnePersonActsOnce("您已对该办件签署意见，须由另一人复审", clause=CLAUSE_PERSON)
    if person_id in at_other_tiers:
        raise OnePersonActsOnce(
            "您已在其他层级确认过该项目的信息，同一人不得在两个层级办理同一项目", clause=CLAUSE_PERSON
        )


def require_reason(note: str, *, reader: str = "企业将据此修改") -> None:
    """Let pass an act that says why.

    :param reader: who reads the reason and for what, as the refusal tells it.
    :raises AReasonIsNeeded: when it is empty.
    """
    if not note.strip():
        raise AReasonIsNeeded(f"请写明理由，{reader}", clause=of_notice("四（二）"), field="note")

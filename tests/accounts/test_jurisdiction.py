"""One rule of place, twice: ``Authority.covers`` and the filters ``visible_to`` of cases and projects agree."""

from datetime import timedelta

import pytest

from accounts.models import Authority, Division
from accounts.rules import BusinessLine, Role
from confirmation.models import Case
from confirmation.rules.states import Status
from projects.models import Project
from tests.audit.support import acting
from tests.factories import AT, EnterpriseFactory, MembershipFactory, UserFactory, an_official, project_facts

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def everywhere():
    """One submitted project with a waiting case in each of the 84 divisions, and a draft in each."""
    membership = MembershipFactory()
    firm = membership.enterprise
    divisions = list(Division.objects.order_by("code"))
    with acting():
        projects = Project.objects.bulk_create(
            Project(
                filed_by=firm, created_at=AT, updated_at=AT, project_class="01", sealed_at=sealed,
                **project_facts() | {"division": division},
            )
            for division in divisions
            for sealed in (AT, None)
        )  # fmt: skip
        cases = Case.objects.bulk_create(
            Case(
                kind="PROJECT_BACKFILL",
                project=project,
                enterprise=firm,
                enterprise_kind="CONSTRUCTION",
                created_by=membership.user,
                created_at=AT,
                target_grade="C",
                county_code=project.division_id,
                city_code=project.division.city_code,
                business_line=BusinessLine.CONSTRUCTION,
            )
            for project in projects
        )
        county = Authority.objects.order_by("pk").first()
        for case in cases:
            if case.project.sealed_at:
                case.status, case.version, case.number = Status.WAITING, 2, f"20241202{case.pk:06d}"
                case.tier, case.authority, case.submitted_at = "COUNTY", county, AT
                case.save()
    return membership


def test_every_tier_sees_exactly_the_divisions_that_its_authority_covers(everywhere, django_assert_num_queries):
    authorities = list(Authority.objects.select_related("division"))
    divisions = list(Division.objects.all())
    officials = {authority: an_official(authority.division_id) for authority in authorities}
    assert (len(divisions), len(authorities)) == (84, 71)

    with django_assert_num_queries(2 * 3 * len(authorities)):  # memberships, duties and rows, for cases and projects
        seen = {}
        for authority, official in officials.items():
            cases = set(Case.objects.visible_to(official, TODAY).values_list("county_code", flat=True))
            projects = set(Project.objects.visible_to(official, TODAY).values_list("division_id", flat=True))
            seen[authority] = (cases, projects)

    for authority, (cases, projects) in seen.items():
        covered = {division.code for division in divisions if authority.covers(division)}
        assert cases == covered, authority
        assert projects == covered, authority
    sizes = {authority.division_id: len(cases) for authority, (cases, _) in seen.items()}
    assert (sizes["220000"], sizes["220100"], sizes["220581"], sizes["229001"], sizes["220102"]) == (84, 16, 1, 4, 1)


def test_drafts_are_the_enterprises_own(everywhere):
    province = an_official("220000", role=Role.AUDITOR)

    assert set(Case.objects.visible_to(province, TODAY).values_list("status", flat=True)) == {"WAITING"}
    assert not Project.objects.visible_to(province, TODAY).filter(sealed_at=None).exists()
    assert Case.objects.visible_to(everywhere.user, TODAY).count() == 168
    assert Project.objects.visible_to(everywhere.user, TODAY).count() == 168


def test_a_reviewer_sees_his_business_line_and_an_auditor_every_line(everywhere):
    other_line = an_official("220102", line=BusinessLine.DESIGN)
    auditor = an_official("220102", role=Role.AUDITOR)

    assert not Case.objects.visible_to(other_line, TODAY).exists()
    assert Case.objects.visible_to(auditor, TODAY).count() == 1


def test_nobodys_duty_gives_nothing(everywhere):
    stranger = UserFactory()
    other_firm = MembershipFactory(enterprise=EnterpriseFactory()).user
    past = an_official("220000")
    with acting():
        past.appointments.update(ends_on=TODAY - timedelta(days=1))
        left = MembershipFactory(enterprise=everywhere.enterprise, ends_on=TODAY - timedelta(days=1)).user
        future = MembershipFactory(enterprise=everywhere.enterprise, starts_on=TODAY + timedelta(days=1)).user

    for user in (stranger, other_firm, past, left, future):
        assert not Case.objects.visible_to(user, TODAY).exists()
        assert not Project.objects.visible_to(user, TODAY).exists()

"""Which sectors are filed here (一（二）, BR-05, BR-06, decisions 20), and the menus (一（五）, decisions 18)."""

from datetime import date, timedelta

import pytest

import projects.actions as filing
from audit.context import Acting, SystemActor
from projects.models import SectorScope
from projects.queries import scope_rules
from projects.rules.dictionaries import ProjectClass, Sector, Stage
from projects.rules.menus import Menu, route
from projects.rules.scope import NOTICE_SCOPE, SectorIsOutOfScope, require_in_scope
from tests.audit.support import acting, contents_of
from tests.factories import AT, project_facts
from tests.world import a_firm

CLAUSE = "吉建管〔2024〕17号 一（二）"
IN_SCOPE = {
    Sector.HOUSING: "01",
    Sector.MUNICIPAL: "02",
    Sector.ELECTROMECHANICAL: "99",
    Sector.POWER: "99",
    Sector.MINING: "99",
    Sector.METALLURGY: "99",
    Sector.PETROCHEMICAL: "99",
}
OUT_OF_SCOPE = {
    Sector.RAILWAY: "铁路",
    Sector.HIGHWAY: "交通运输",
    Sector.PORT: "交通运输",
    Sector.WATER: "水利",
    Sector.TELECOM: "工业和信息化（通信管理）",
    Sector.AVIATION: "民航",
}


def test_the_three_answers_cover_every_sector():
    assert {*IN_SCOPE, *OUT_OF_SCOPE, Sector.OTHER} == set(Sector)


@pytest.mark.parametrize(("sector", "project_class"), IN_SCOPE.items(), ids=[sector.label for sector in IN_SCOPE])
def test_a_sector_of_the_list_is_filed_here(sector, project_class):
    require_in_scope(sector, NOTICE_SCOPE)

    assert sector.project_class == ProjectClass(project_class)


@pytest.mark.django_db
@pytest.mark.parametrize(("sector", "department"), OUT_OF_SCOPE.items(), ids=[s.label for s in OUT_OF_SCOPE])
def test_an_excluded_sector_is_refused_with_its_department_and_clause(sector, department):
    firm = a_firm()
    before = contents_of("projects_project", "audit_event")

    with pytest.raises(SectorIsOutOfScope) as refusal:
        filing.start_project(by=firm.user, enterprise=firm.enterprise, facts=project_facts(sector=sector), at=AT)

    assert str(refusal.value).startswith(f"{sector.label}工程暂无需在省平台录入，由{department}主管部门确定")
    assert str(refusal.value).endswith(f"（依据：{CLAUSE}）")
    assert (refusal.value.field, refusal.value.clause) == ("sector", CLAUSE)
    assert contents_of("projects_project", "audit_event") == before


@pytest.mark.django_db
def test_the_sector_other_is_refused_with_advice():
    firm = a_firm()
    before = contents_of("projects_project", "audit_event")

    with pytest.raises(SectorIsOutOfScope) as refusal:
        filing.start_project(by=firm.user, enterprise=firm.enterprise, facts=project_facts(sector=Sector.OTHER), at=AT)

    assert "请按其所属工程选择类别" in str(refusal.value)
    assert CLAUSE in str(refusal.value)
    assert contents_of("projects_project", "audit_event") == before


@pytest.mark.django_db
def test_a_draft_does_not_change_into_an_excluded_sector():
    firm = a_firm()
    project = firm.fills_in()
    before = contents_of("projects_project", "audit_event")

    with pytest.raises(SectorIsOutOfScope):
        filing.save_project(
            by=firm.user,
            enterprise=firm.enterprise,
            project_id=project.pk,
            facts=project_facts(sector=Sector.HIGHWAY),
            at=AT,
        )

    assert contents_of("projects_project", "audit_event") == before


@pytest.mark.django_db
def test_scope_is_data_with_dates():
    firm, first = a_firm(), AT.date() + timedelta(days=30)
    with acting(Acting.system(SystemActor.SEED)):
        SectorScope.objects.filter(sector=Sector.HIGHWAY).update(ends_on=first - timedelta(days=1))
        SectorScope.objects.create(sector=Sector.HIGHWAY, in_scope=True, clause="后续通知 二", starts_on=first)

    facts = project_facts(sector=Sector.HIGHWAY)
    with pytest.raises(SectorIsOutOfScope):
        filing.start_project(by=firm.user, enterprise=firm.enterprise, facts=facts, at=AT + timedelta(days=29))
    assert (
        filing.start_project(by=firm.user, enterprise=firm.enterprise, facts=facts, at=AT + timedelta(days=30)).sector
        == Sector.HIGHWAY
    )


@pytest.mark.django_db
def test_the_shipped_scope_is_the_notices_and_in_force_from_its_day():
    assert set(scope_rules(date(2024, 11, 25))) == set(NOTICE_SCOPE)
    assert scope_rules(date(2024, 11, 24)) == ()


@pytest.mark.parametrize(
    ("shown", "missing", "menu", "label", "clause"),
    [
        pytest.param(False, {Stage.PERMIT}, Menu.PROJECT_BACKFILL, "业绩补录", "一（五）", id="未展示"),
        pytest.param(False, set(), Menu.PROJECT_BACKFILL, "业绩补录", "一（五）", id="未展示且齐全"),
        pytest.param(
            True, {Stage.PERMIT}, Menu.STAGE_BACKFILL, "业绩环节补录", "一（五）、一（六）2", id="已展示缺环节"
        ),
        pytest.param(True, set(), Menu.NONE, "无需重复补录", "一（四）", id="已展示且齐全"),
    ],
)
def test_a_filing_takes_the_menu_of_the_notice(shown, missing, menu, label, clause):
    found = route(shown=shown, missing=frozenset(missing))

    assert (found.menu, found.label, found.clause) == (menu, label, f"吉建管〔2024〕17号 {clause}")


def test_the_missing_stages_are_named_in_the_order_of_building():
    found = route(shown=True, missing=frozenset({Stage.INDICATORS, Stage.TENDER, Stage.PERMIT}))

    assert "招投标、施工许可、业绩指标" in found.reason

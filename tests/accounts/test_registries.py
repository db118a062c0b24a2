"""Qualifications and registered people of an enterprise (domain.md 2.13, 2.14)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from accounts import actions, vault
from accounts.actions.registries import (
    DatesAreInTheWrongOrder,
    RegisteredPeopleHaveACertificate,
    RegistryRowIsGone,
    RegistryRowIsThereAlready,
)
from accounts.models import IdentityVault, Person, Qualification, Registration
from accounts.policy import ActsForNobody
from accounts.queries import people_of, qualifications_of, was_employed
from accounts.rules import IdentityDocument, QualificationCategory, QualificationClass, RegistrationCategory
from accounts.vault import NumberBelongsToAnotherName
from audit.models import Event
from tests.audit.support import acting, contents_of
from tests.factories import AT, MembershipFactory, UserFactory, an_identity_number

pytestmark = pytest.mark.django_db
WATCHED = (
    "accounts_qualification",
    "accounts_registration",
    "accounts_person",
    "accounts_identityvault",
    "audit_event",
)
CERTIFICATE = {
    "category": QualificationCategory.GENERAL,
    "name": "建筑工程施工总承包",
    "qualification_class": QualificationClass.FIRST,
    "certificate_number": "D122000001",
    "issued_on": date(2020, 3, 1),
    "valid_until": date(2025, 3, 1),
    "issued_by": "吉林省住房和城乡建设厅",
}


def states(member, row=None, **changes):
    return actions.save_qualification(
        by=member.user,
        enterprise=member.enterprise,
        qualification_id=row.pk if row else None,
        facts=CERTIFICATE | changes,
        at=AT,
    )


def employs(member, first, last=None, number=None, row=None, **changes):
    facts = {
        "person_name": "张建国",
        "person_document": IdentityDocument.RESIDENT,
        "person_number": number or an_identity_number(),
        "category": RegistrationCategory.CONSTRUCTOR_1,
        "certificate_number": "吉1222020202100001",
        "seal_code": "吉122000001",
        "profession": "建筑工程",
        "valid_until": date(2026, 1, 1),
        "starts_on": first,
        "ends_on": last,
    }
    return actions.save_registration(
        by=member.user,
        enterprise=member.enterprise,
        registration_id=row.pk if row else None,
        facts=facts | changes,
        at=AT,
    )


def test_a_qualification_is_added_corrected_and_taken_off_and_the_history_keeps_it():
    member = MembershipFactory()
    row = states(member)

    assert states(member, row, qualification_class=QualificationClass.SECOND).pk == row.pk
    assert [found.qualification_class for found in qualifications_of(member.enterprise)] == [QualificationClass.SECOND]
    actions.remove_qualification(by=member.user, enterprise=member.enterprise, qualification_id=row.pk, at=AT)

    assert qualifications_of(member.enterprise) == []
    assert Qualification.objects.get().removed_at == AT
    acts = Event.objects.filter(object_type="accounts_qualification").order_by("pk")
    assert [(event.action, event.unit) for event in acts] == [
        ("accounts.save_qualification", member.enterprise.name),
        ("accounts.save_qualification", member.enterprise.name),
        ("accounts.remove_qualification", member.enterprise.name),
    ]
    assert states(member).pk != row.pk


@pytest.mark.parametrize(
    ("day", "counts"),
    [(date(2020, 2, 29), False), (date(2020, 3, 1), True), (date(2025, 3, 1), True), (date(2025, 3, 2), False)],
)
def test_a_qualification_counts_from_its_issue_to_its_last_day(day, counts):
    row = states(MembershipFactory())

    assert (qualifications_of(row.enterprise, on=day) == [row]) is counts


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        pytest.param(lambda m, q, r: states(m), RegistryRowIsThereAlready, id="同一证书"),
        pytest.param(lambda m, q, r: states(m, valid_until=date(2020, 2, 1)), DatesAreInTheWrongOrder, id="有效期"),
        pytest.param(
            lambda m, q, r: employs(m, date(2021, 1, 2), date(2021, 1, 1)), DatesAreInTheWrongOrder, id="离职早于入职"
        ),
        pytest.param(
            lambda m, q, r: employs(m, date(2021, 1, 1), certificate_number=""),
            RegisteredPeopleHaveACertificate,
            id="无证书编号",
        ),
        pytest.param(
            lambda m, q, r: employs(m, r.starts_on, number=vault.number_of(r.person)),
            RegistryRowIsThereAlready,
            id="同一注册",
        ),
        pytest.param(
            lambda m, q, r: employs(m, date(2022, 1, 1), number=vault.number_of(r.person), person_name="张建军"),
            NumberBelongsToAnotherName,
            id="同号异名",
        ),
        pytest.param(
            lambda m, q, r: states(MembershipFactory(), q, name="他人改写"), RegistryRowIsGone, id="他企业的资质"
        ),
        pytest.param(
            lambda m, q, r: employs(MembershipFactory(), date(2022, 1, 1), row=r), RegistryRowIsGone, id="他企业的人员"
        ),
        pytest.param(
            lambda m, q, r: states(MembershipFactory.build(user=UserFactory(), enterprise=m.enterprise), q),
            ActsForNobody,
            id="非本企业人员",
        ),
    ],
)
def test_what_cannot_stand_on_the_lists_is_refused_and_changes_nothing(act, refusal):
    member = MembershipFactory()
    qualification, registration = states(member), employs(member, date(2020, 1, 1))
    before = contents_of(*WATCHED[:4])

    with pytest.raises(refusal):
        act(member, qualification, registration)

    assert contents_of(*WATCHED[:4]) == before


def test_a_person_is_kept_in_the_vault_and_stays_the_same_when_a_row_is_corrected():
    member, number = MembershipFactory(), "220102190001010016"
    row = employs(member, date(2020, 1, 1), number=number)

    corrected = employs(member, date(2020, 2, 1), row=row, person_name="别人", seal_code="")

    assert corrected.person == row.person
    assert (Person.objects.count(), IdentityVault.objects.count()) == (1, 1)
    assert number.encode() not in b"".join(bytes(event.payload) for event in Event.objects.all())
    assert vault.masked(people_of(member.enterprise)[0].person) == "220102********0016"


def test_the_list_of_people_on_a_day_and_ever(django_assert_num_queries):
    member = MembershipFactory()
    left = employs(member, date(2019, 1, 1), date(2020, 12, 31))
    here = employs(member, date(2021, 1, 1))
    employs(MembershipFactory(), date(2019, 1, 1))
    mistaken = employs(member, date(2019, 1, 1))
    actions.remove_registration(by=member.user, enterprise=member.enterprise, registration_id=mistaken.pk, at=AT)

    with django_assert_num_queries(1):
        rows = people_of(member.enterprise)
        assert {vault.masked(row.person)[:6] for row in rows} == {"220102"}
    assert {row.pk for row in rows} == {left.pk, here.pk}
    assert people_of(member.enterprise, on=date(2020, 12, 31)) == [left]
    assert people_of(member.enterprise, on=date(2021, 1, 1)) == [here]


SPAN = (date(2021, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("rows", "was"),
    [
        pytest.param([(date(2021, 1, 1), date(2021, 12, 31))], True, id="恰好"),
        pytest.param([(date(2020, 1, 1), None)], True, id="至今"),
        pytest.param([(date(2021, 1, 2), None)], False, id="晚一天"),
        pytest.param([(date(2020, 1, 1), date(2021, 12, 30))], False, id="早一天"),
        pytest.param([(date(2020, 1, 1), date(2021, 6, 30)), (date(2021, 7, 1), None)], True, id="两段相接"),
        pytest.param([(date(2020, 1, 1), date(2021, 6, 30)), (date(2021, 7, 2), None)], False, id="中间缺一天"),
        pytest.param([(date(2020, 1, 1), date(2021, 9, 1)), (date(2021, 7, 1), date(2022, 1, 1))], True, id="两段重叠"),
        pytest.param(
            [(date(2020, 1, 1), date(2021, 9, 1)), (date(2020, 2, 1), date(2020, 3, 1)), (date(2021, 9, 2), None)],
            True,
            id="短段在内",
        ),
        pytest.param([], False, id="没有"),
    ],
)
def test_employment_covers_a_span_when_no_day_is_missing(rows, was):
    member, number = MembershipFactory(), an_identity_number()
    with acting():
        person = vault.keep(name="张建国", document_kind=IdentityDocument.RESIDENT, number=number, at=AT)
    for first, last in rows:
        employs(member, first, last, number=number)

    assert was_employed(person, member.enterprise, *SPAN) is was


def test_employment_elsewhere_or_of_another_or_taken_off_does_not_count():
    member, number = MembershipFactory(), an_identity_number()
    row = employs(member, date(2020, 1, 1), number=number)
    other = employs(member, date(2020, 1, 1))

    assert not was_employed(row.person, MembershipFactory().enterprise, *SPAN)
    actions.remove_registration(by=member.user, enterprise=member.enterprise, registration_id=row.pk, at=AT)
    assert not was_employed(row.person, member.enterprise, *SPAN)
    assert was_employed(other.person, member.enterprise, *SPAN)
    assert was_employed(other.person, member.enterprise, SPAN[0], SPAN[0] + timedelta(days=0))


def test_the_database_itself_refuses_a_registered_person_without_a_certificate():
    row = employs(MembershipFactory(), date(2020, 1, 1))

    with pytest.raises(IntegrityError, match="registered_person_has_a_certificate"), acting():
        Registration.objects.filter(pk=row.pk).update(certificate_number="")
    employs(
        MembershipFactory(), date(2020, 1, 1), category=RegistrationCategory.NONE, certificate_number="", seal_code=""
    )

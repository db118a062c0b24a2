"""What the ledger costs a save, and what a confirmation costs. Ratios and medians of interleaved rounds."""

import statistics
import time

import pytest
from django.db import connection, transaction

from accounts.models import Enterprise
from audit.context import Acting, SystemActor, context
from tests.factories import EnterpriseFactory, an_official
from tests.fixtures.database import acting_as_owner
from tests.world import a_firm, confirms

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove(everyday=False)]
ROUNDS, SAVES, CASES = 5, 1000, 40


def switch_ledger(*, on):
    with acting_as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE accounts_enterprise {'ENABLE ALWAYS' if on else 'DISABLE'} TRIGGER ledger")


def seconds_of_saves(enterprise):
    began = time.perf_counter()
    for number in range(SAVES):
        with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="load"):
            Enterprise.objects.filter(pk=enterprise.pk).update(legal_representative=f"代表{number}")
    return time.perf_counter() - began


def test_what_the_ledger_adds_to_one_saved_row(figure):
    enterprise = EnterpriseFactory()
    ratios, with_ledger, without = [], [], []
    try:
        for _ in range(ROUNDS):
            switch_ledger(on=False)
            without.append(seconds_of_saves(enterprise))
            switch_ledger(on=True)
            with_ledger.append(seconds_of_saves(enterprise))
            ratios.append(with_ledger[-1] / without[-1])
    finally:
        switch_ledger(on=True)

    figure(
        "ledger.save",
        saves_a_second=round(SAVES / statistics.median(with_ledger)),
        saves_a_second_without=round(SAVES / statistics.median(without)),
        ratio_median=round(statistics.median(ratios), 2),
        ratio_worst=round(max(ratios), 2),
        rounds=ROUNDS,
    )
    assert len(ratios) == ROUNDS


def test_how_many_confirmations_one_official_could_make_a_second(figure, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    firm, county = a_firm(), an_official("220102")
    cases = [firm.files() for _ in range(CASES)]
    took = []
    for case in cases:
        began = time.perf_counter()
        confirms(county, case)
        took.append(time.perf_counter() - began)

    figure(
        "confirmation.claim_and_confirm",
        per_second=round(1 / statistics.median(took), 1),
        median_ms=round(statistics.median(took) * 1000, 1),
        p95_ms=round(sorted(took)[int(CASES * 0.95) - 1] * 1000, 1),
        records_each=3,
        cases=CASES,
    )
    assert {case.project.__class__.objects.get(pk=case.project_id).grade for case in cases} == {"C"}

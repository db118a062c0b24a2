"""How quickly projects are found by name among many, and how many planted near-duplicates the finder meets."""

import random
import statistics
import time
from collections import Counter

import pytest
from django.db import connection
from django.db.models import Q

from portal.queries import public
from projects.models import Project
from projects.queries.twins import twins_on_display
from projects.rules.grams import grams
from tests.factories import an_official
from tests.load.crowd import settle
from tests.projects.planted import SLIPS, next_phase, planted, sketches
from tests.world import a_firm, confirms

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove(everyday=False)]
PROJECTS, ASKED, PAIRS = 200_000, 60, 900


@pytest.fixture
def crowd(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    template = confirms(an_official("220102"), a_firm().files()).project
    people = list(sketches(PROJECTS))
    return people, settle(template, people)


def by_like(text):
    """The same page and the same bounded count without the index."""
    found = Project.objects.published().filter(Q(name__icontains=text) | Q(owner_name__icontains=text))
    rows = list(found.select_related("division").order_by("-confirmed_at", "-pk")[: public.PAGE + 1])
    return len(rows), found.order_by()[: public.COUNTED_AT_MOST + 1].count()


def by_index(text):
    """The public page's own search."""
    found = public.search(public.Filters(q=text), None)
    return len(found.rows), found.count_text


def took(ask, texts):
    milliseconds = []
    for text in texts:
        began = time.perf_counter()
        ask(text)
        milliseconds.append((time.perf_counter() - began) * 1000)
    return milliseconds


def spread(milliseconds):
    ordered = sorted(milliseconds)
    return {"p50_ms": round(statistics.median(ordered), 1), "p95_ms": round(ordered[int(len(ordered) * 0.95) - 1], 1)}


def questions(people):
    """Texts by how many names have them: 60 of each sort, drawn from the names themselves."""
    source, counts = random.Random(5), Counter()
    for person in people:
        counts.update(set(grams(person.name)))
    pairs = [pair for pair in counts if len(pair) == 2]
    rare = [pair for pair in pairs if counts[pair] <= len(people) // 3_000]
    middle = [pair for pair in pairs if len(people) // 1_000 <= counts[pair] <= len(people) // 100]
    common = [pair for pair, count in counts.most_common(300) if count > len(people) // 20 and len(pair) == 2]
    known = "".join({pair[0] for pair in pairs})

    def absent():
        while True:
            pair = "".join(source.sample(known, 2))
            if pair not in counts:
                return pair

    def piece(length):
        name = source.choice([person.name for person in people[:5_000] if len(person.name) > length])
        begin = source.randrange(len(name) - length + 1)
        return name[begin : begin + length]

    return {
        "two_common": (source.choices(common, k=ASKED)),
        "two_middle": source.choices(middle, k=ASKED),
        "two_rare": source.choices(rare, k=ASKED),
        "two_absent": [absent() for _ in range(ASKED)],
        "four": [piece(4) for _ in range(ASKED)],
        "eight": [piece(8) for _ in range(ASKED)],
    }


def test_how_quickly_names_are_found_and_how_many_planted_pairs_are_met(crowd, figure):
    people, filled = crowd
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('project_search'), pg_total_relation_size('projects_projectsearch')")
        index, table = cursor.fetchone()
    figure(
        "search.cost",
        projects=len(people),
        fill_us_each=round(filled * 1e6 / len(people)),
        index_mb=round(index / 1e6),
        table_mb=round(table / 1e6),
    )

    for sort, texts in questions(people).items():
        took(by_index, texts), took(by_like, texts[:10])  # both warm
        indexed, liked = took(by_index, texts), took(by_like, texts)
        figure(
            f"search.{sort}", projects=len(people), texts=len(texts), **spread(indexed),
            **{f"ilike_{name}": value for name, value in spread(liked).items()},
        )  # fmt: skip

    measure_twins(people, figure)


def measure_twins(people, figure):
    """Recall by sort of slip, false proposals for strangers and for the next phase of one's own project."""
    source, met, asked, waited = random.Random(11), Counter(), Counter(), []
    guids = dict(Project.objects.values_list("investment_code", "pk"))
    proposals = 0
    for number, original in enumerate(source.sample(people, PAIRS)):
        slip = SLIPS[number % len(SLIPS)]
        asked[slip.__name__] += 1
        began = time.perf_counter()
        found = twins_on_display(planted(original, slip, source))
        waited.append((time.perf_counter() - began) * 1000)
        met[slip.__name__] += guids[original.investment_code] in {twin.project.pk for twin in found}
        proposals += len(found)
    strangers = [twins_on_display(other) for other in sketches(PAIRS, seed=99)]
    phases = [person for person in people if "一期" in person.name or "三期" in person.name]
    nexts = [
        guids[original.investment_code] in {twin.project.pk for twin in twins_on_display(next_phase(original))}
        for original in source.sample(phases, PAIRS // 3)
    ]
    figure(
        "twins.found",
        projects=len(people),
        planted=PAIRS,
        recall=round(sum(met.values()) / PAIRS, 3),
        recall_by_slip={slip: round(met[slip] / asked[slip], 3) for slip in asked},
        precision=round(sum(met.values()) / max(1, proposals), 3),
        strangers_with_a_proposal=round(sum(map(bool, strangers)) / len(strangers), 3),
        next_phases_taken_for_one=round(sum(nexts) / len(nexts), 3),
        **spread(waited),
    )
    assert sum(met.values()) > PAIRS * 0.9

"""The exchange in a simulated world: every order of events that a seed can draw keeps the promises (P6)."""

import pytest

from tests.national.simulation.bugs import BUGS
from tests.national.simulation.world import Violation, World

SEEDS, ALL_SEEDS = 1_000, 10_000
LOOKED_FOR = 2_000  # seeds in which a bug has to show; the issue asks for 10,000


@pytest.mark.prove
def test_no_seed_breaks_a_promise(full_size):
    for seed in range(ALL_SEEDS if full_size else SEEDS):
        try:
            World(seed).run()
        except Violation as violation:
            raise AssertionError(f"seed {seed}: {violation}") from violation


def test_the_same_seed_is_the_same_run():
    for seed in range(20):
        first, again = World(seed).run(), World(seed).run()

        assert first.trace == again.trace
        assert first.platform.store.effects == again.platform.store.effects


def test_the_seeds_reach_what_they_are_there_for():
    """A simulation in which nothing goes wrong would prove nothing."""
    runs = [World(seed).run() for seed in range(200)]
    rows = [row for run in runs for row in run.store.rows.values()]

    assert sum(row.tries > 3 for row in rows) > 20
    assert sum(bool(row.repairs) for row in rows) > 10
    assert sum(row.is_poison for row in rows) > 5
    assert sum(bool(run.lost) for run in runs) > 5
    assert sum(what == "rolled back" for run in runs for what, _ in run.trace) > 5


@pytest.mark.parametrize("name", BUGS)
def test_a_bug_that_others_shipped_is_found(name):
    make_world, patched = BUGS[name]
    with patched():
        for seed in range(LOOKED_FOR):
            try:
                make_world(seed).run()
            except Violation:
                return
    raise AssertionError(f"{name} was not found in {LOOKED_FOR} seeds")

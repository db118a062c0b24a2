"""What a campaign says: a line each minute, and one of JSON in the end. Pure."""

from statistics import median

# Any of these makes a run fail.
WRONG = (
    "unconfirmed",
    "forgotten",
    "taken_back",
    "denied",
    "lost",
    "doubled",
    "out_of_order",
    "receipts_wrong",
    "unsettled",
    "blind_to",
)


def summary(kept):
    """What the journal adds up to, over all legs."""
    used = {name: round(seconds, 1) for name, seconds in kept.cpu.items()}
    return {
        "forgotten": kept.numbers["forgotten"],
        "taken_back": kept.numbers["taken_back"],
        "denied": kept.numbers["denied"],
        "kills": dict(kept.kills),
        "legs": kept.legs,
        "seconds": {phase: round(seconds, 1) for phase, seconds in kept.seconds.items()},
        "all_seconds": round(sum(kept.seconds.values()), 1),
        "troubles_of_the_officials": dict(kept.troubles),
        "ended_by_themselves": kept.numbers["ended_by_themselves"],
        "restarts": kept.kills.total() + kept.numbers["ended_by_themselves"],
        "bulk": dict(kept.bulk),
        "faults": dict(kept.faults),
        "answers_after_seconds": _answers(kept.answers),
        "cpu_seconds": used,
        "cpu_seconds_a_record": {name: round(seconds / max(1, len(kept.seen)), 4) for name, seconds in used.items()},
    }


def _answers(seconds):
    return {"median": round(median(seconds), 2), "most": round(max(seconds), 2)} if seconds else {}


def progress(kept, total, kills, rate, load):
    """Where a campaign is, in one line.

    :param rate: confirmations a second since the line before.
    """
    done = len(kept.seen)
    left = f"{(total - done) / rate / 3600:.1f} h to go" if rate else "no end in sight"
    wrong = {name: kept.numbers[name] for name in WRONG if kept.numbers[name]}
    cpu = ", ".join(f"{name} {seconds:.0f}" for name, seconds in kept.cpu.most_common(5))
    return (
        f"leg {kept.legs}: {done:,} of {total:,} confirmed, {kept.kills.total():,} of {kills:,} kills, "
        f"{kept.troubles.total():,} troubles, {rate:.1f} a second, {left}, load {load:.1f}; processor seconds: {cpu}"
        + (f"; WRONG {wrong}" if wrong else "")
    )

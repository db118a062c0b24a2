"""What officials did in a span, counted for the signals: two statements for a province, none for a person (X06)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.calendars import work_calendar
from accounts.models import Authority
from confirmation.rules.signals import (
    IN_ORDER_UNTIL,
    LEAST_SECONDS,
    SECONDS_A_PAGE,
    WORK_BEGINS,
    WORK_ENDS,
    Peers,
    Signal,
    Work,
    signals_of,
)
from projects.rules.dictionaries import REQUIRED_ATTACHMENTS

_ACTS = """
SELECT d.id, d.case_id, d.person_id, d.authority_id, d.tier, c.business_line AS line, c.enterprise_id, d.action,
  d.decided_at, d.decided_at AT TIME ZONE 'Asia/Shanghai' AS told, d.action IN ('SIGN', 'CONFIRM') AS positive
FROM confirmation_decision d JOIN confirmation_case c ON c.id = d.case_id
WHERE d.action IN ('SIGN', 'CONFIRM', 'RETURN', 'REFUSE') AND d.decided_at >= %(since)s AND d.decided_at < %(until)s
"""
# One row for each official, unit and line. Each act looks up by index what was opened and which papers there were:
# statistics of a time when the tables were small would have it read all of them for every act.
_COUNTS = f"""
SET LOCAL enable_seqscan = off;
WITH acts AS MATERIALIZED ({_ACTS})
SELECT a.person_id, a.authority_id, a.line, min(a.tier),
  count(*), count(*) FILTER (WHERE positive), count(*) FILTER (WHERE a.action = 'RETURN'),
  count(*) FILTER (WHERE positive AND looked.seconds > 0),
  count(*) FILTER (WHERE positive AND looked.seconds > 0
    AND looked.seconds < greatest(%(least)s, %(a_page)s * papers.pages)),
  count(*) FILTER (WHERE positive AND papers.unopened),
  count(*) FILTER (WHERE came.picked IS NOT NULL),
  count(*) FILTER (WHERE came.picked = 'HAND' AND coalesce(came.position, %(in_order)s + 1) > %(in_order)s),
  count(*) FILTER (WHERE NOT (told::date = ANY (%(make_up)s::date[])
      OR extract(isodow FROM told) < 6 AND told::date <> ALL (%(holidays)s::date[]))
    OR extract(hour FROM told) < %(begins)s OR extract(hour FROM told) >= %(ends)s),
  count(*) FILTER (WHERE a.action = 'CONFIRM'),
  count(*) FILTER (WHERE a.action = 'CONFIRM' AND EXISTS (SELECT FROM confirmation_decision r
    WHERE r.case_id = a.case_id AND r.authority_id = a.authority_id AND r.action = 'REVERSE'
      AND r.decided_at > a.decided_at))
FROM acts a
LEFT JOIN LATERAL (SELECT sum(v.seconds) AS seconds FROM confirmation_viewing v
  WHERE positive AND v.case_id = a.case_id AND v.person_id = a.person_id AND v.opened_at <= a.decided_at) looked ON true
LEFT JOIN LATERAL (
  SELECT sum(f.pages) AS pages, bool_or((i.stage, t.kind) IN (SELECT * FROM unnest(%(stages)s, %(kinds)s))
    AND NOT EXISTS (SELECT FROM confirmation_viewing v WHERE v.case_id = a.case_id AND v.person_id = a.person_id
      AND v.paper_guid = t.guid AND v.opened_at <= a.decided_at)) AS unopened
  FROM confirmation_caseitem i JOIN projects_attachment t ON t.record_guid = i.record_guid
    AND t.uploaded_at <= a.decided_at AND (t.removed_at IS NULL OR t.removed_at > a.decided_at)
  JOIN projects_storedfile f ON f.sha256 = t.file_id
  WHERE positive AND i.case_id = a.case_id) papers ON true
LEFT JOIN LATERAL (SELECT v.picked, v.position FROM confirmation_viewing v
  WHERE v.case_id = a.case_id AND v.person_id = a.person_id AND v.paper_guid IS NULL AND v.opened_at <= a.decided_at
  ORDER BY v.id LIMIT 1) came ON came.picked <> 'LINK'
GROUP BY a.person_id, a.authority_id, a.line
"""  # noqa: S608 - constants
# Of each official the enterprise with most of his acts, and what it and all are for the unit's line.
_FIRMS = f"""
WITH acts AS MATERIALIZED ({_ACTS}),
  units AS (SELECT authority_id, line, enterprise_id, count(*) AS acts FROM acts GROUP BY 1, 2, 3)
SELECT DISTINCT ON (o.person_id, o.authority_id, o.line) o.person_id, o.authority_id, o.line, e.name, o.acts, u.acts,
  (SELECT sum(w.acts) FROM units w WHERE w.authority_id = o.authority_id AND w.line = o.line)
FROM (SELECT person_id, authority_id, line, enterprise_id, count(*) AS acts FROM acts GROUP BY 1, 2, 3, 4) o
JOIN units u USING (authority_id, line, enterprise_id) JOIN accounts_enterprise e ON e.id = o.enterprise_id
ORDER BY o.person_id, o.authority_id, o.line, o.acts DESC, o.enterprise_id
"""  # noqa: S608 - constants

Place = tuple[int, int, str]  # an official, a unit, a line


@dataclass(frozen=True, slots=True)
class Noticed:
    """The signals of one official's work for one unit and line."""

    person_id: int
    authority_id: int
    line: str
    work: Work
    signals: dict[Signal, str]


def noticed(authorities: Iterable[Authority], since: datetime, until: datetime) -> list[Noticed]:
    """Officials of some units whose work shows a signal, by unit and person, in no other order. Three queries.

    Peers are those of the whole province.

    :param since, until: the first is included, the second is not.
    """
    works, tiers = _works(since, until)
    peers = _Totals(works, tiers)
    asked = {unit.pk for unit in authorities}
    found = [
        Noticed(*place, work, signals)
        for place, work in works.items()
        if place[1] in asked and (signals := signals_of(work, peers.beside(place)))
    ]
    return sorted(found, key=lambda one: (one.authority_id, one.person_id, one.line))


class _Totals:
    """Acts and returns of a tier's line, from which one official's own are taken off."""

    def __init__(self, works: dict[Place, Work], tiers: dict[Place, str]) -> None:
        self._works, self._tiers = works, tiers
        self._people: dict[tuple[str, str], set[int]] = {}
        self._acts: dict[tuple[str, str], int] = {}
        self._returned: dict[tuple[str, str], int] = {}
        for place, work in works.items():
            group = (tiers[place], place[2])
            self._people.setdefault(group, set()).add(place[0])
            self._acts[group] = self._acts.get(group, 0) + work.acts
            self._returned[group] = self._returned.get(group, 0) + work.returned

    def beside(self, place: Place) -> Peers:
        """All but one's own."""
        group, own = (self._tiers[place], place[2]), self._works[place]
        return Peers(
            people=len(self._people[group]) - 1,
            acts=self._acts[group] - own.acts,
            returned=self._returned[group] - own.returned,
        )


def _works(since: datetime, until: datetime) -> tuple[dict[Place, Work], dict[Place, str]]:
    calendar = work_calendar()
    asked: dict[str, Any] = {
        "since": since,
        "until": until,
        "least": LEAST_SECONDS,
        "a_page": SECONDS_A_PAGE,
        "in_order": IN_ORDER_UNTIL,
        "begins": WORK_BEGINS,
        "ends": WORK_ENDS,
        "make_up": sorted(calendar.make_up),
        "holidays": sorted(calendar.holidays),
        "stages": [stage.value for stage in REQUIRED_ATTACHMENTS],
        "kinds": [kind.value for kind in REQUIRED_ATTACHMENTS.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIRMS, asked)
        firms = {row[:3]: row[3:] for row in cursor.fetchall()}
        cursor.execute(_COUNTS, asked)
        rows = cursor.fetchall()
    works = {row[:3]: Work(*row[4:], *firms[row[:3]]) for row in rows}
    return works, {row[:3]: row[3] for row in rows}

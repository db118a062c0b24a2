"""What the rows of a chunk may not be filed beside: projects that are submitted or on display. Asked once for all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from django.db import connection

from projects.rules.grams import plain
from projects.workbooks.asking import any_of, parameter_of

# Each part in the words of the index that answers it: investment_code_once, project_code_on_display and
# project_name_on_display. In other words all projects would be read, and compared with every row of the chunk.
_WITH_CODE = f"""
SELECT investment_code, id FROM projects_project
  WHERE investment_code = {any_of("%(codes)s")} AND investment_code <> '' AND sealed_at IS NOT NULL
UNION ALL
SELECT investment_code, id FROM projects_project
  WHERE investment_code = {any_of("%(codes)s")} AND investment_code <> '' AND (published OR shown)
"""  # noqa: S608
_WITH_NAME = f"""
SELECT id, lower(normalize(name, NFKC)), lower(normalize(owner_name, NFKC)), owner_code, division_id
  FROM projects_project WHERE (published OR shown) AND lower(normalize(name, NFKC)) = {any_of("%(names)s")}
"""  # noqa: S608


class _Displayed(NamedTuple):
    """A project on display, its names plain."""

    pk: int
    owner: str
    owner_code: str
    division: str


@dataclass(frozen=True)
class Others:
    """Submitted projects with the codes of some rows, and projects on display with their names, whoever filed them.

    The rule of ``require_filed_once``, for thousands of rows in two queries.
    """

    codes: dict[str, set[int]] = field(default_factory=dict)
    displayed: dict[str, list[_Displayed]] = field(default_factory=dict)

    @classmethod
    def of(cls, codes: set[str], names: set[str]) -> Self:
        """Those that the rows of a chunk could be."""
        found = cls()
        with connection.cursor() as cursor:
            if codes:
                cursor.execute(_WITH_CODE, {"codes": parameter_of(codes)})
                for code, pk in cursor.fetchall():
                    found.codes.setdefault(code, set()).add(pk)
            cursor.execute(_WITH_NAME, {"names": parameter_of(map(plain, names))})
            for pk, name, owner, *place in cursor.fetchall():
                found.displayed.setdefault(name, []).append(_Displayed(pk, owner, *place))
        return found

    def has_code(self, code: str, apart_from: int | None) -> bool:
        """Whether another project with this code is submitted, confirmed or on display."""
        return bool(self.codes.get(code, set()) - {apart_from})

    def displays(self, facts: Mapping[str, Any], apart_from: int | None) -> bool:
        """Whether another project on display has the same name, owner and county."""
        return any(
            other.pk != apart_from
            and other.division == facts["division"]
            and (other.owner_code == facts["owner_code"] or other.owner == plain(facts["owner_name"]))
            for other in (self.displayed.get(plain(facts["name"]), ()) if self.displayed else ())
        )

"""What projects are found by: pairs of characters of their names, and their exact numbers."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.sql.compiler import SQLCompiler

from projects.models.imports import ImportJob
from projects.models.project import Project
from projects.rules.grams import lexeme, substring_query

OWNER_KEY, APPROVAL_KEY = "owner:", "approval:"


class ProjectSearch(models.Model):
    """The search row of a project, written by a trigger of the database alone.

    A table of its own, and no generated column of the project: such a column would stand in every snapshot and ledger
    entry, and the guard of confirmed records would take it for a changed fact.

    :ivar name, owner: as ``projects.rules.grams.plain`` makes them.
    :ivar keys: numbers and investment code as they are; the owner's code and the approval number with their prefix.
    """

    project = models.OneToOneField(
        Project, models.DO_NOTHING, primary_key=True, related_name="search", db_constraint=False, verbose_name="项目"
    )
    name = models.TextField("项目名称")
    owner = models.TextField("建设单位")
    names = SearchVectorField("名称字对")
    owners = SearchVectorField("建设单位字对")
    keys = SearchVectorField("编号")

    class Meta:
        verbose_name = "项目检索"
        indexes: ClassVar = [
            # New words go through the pending list, which whoever writes empties before he is done: no search meets it.
            GinIndex(fields=["names", "owners", "keys"], name="project_search", fastupdate=True),
        ]

    def __str__(self) -> str:
        return self.name


class OwedSearch(models.Model):
    """Imported drafts without search rows yet, as many as one statement stored; written by a trigger of the database.

    ``projects.actions.indexing`` takes them up when the import is over. A row is there as long as the work is not done.

    :ivar projects: their primary keys.
    """

    job = models.ForeignKey(ImportJob, models.PROTECT, related_name="+", verbose_name="导入任务")
    projects = ArrayField(models.BigIntegerField(), verbose_name="项目")

    class Meta:
        verbose_name = "待建检索"

    def __str__(self) -> str:
        return f"{self.job_id}: {len(self.projects)}"


class _Matches(models.Lookup[Any]):
    prepare_rhs = False

    def query_text(self) -> str:
        raise NotImplementedError

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", (*parameters, self.query_text())


@SearchVectorField.register_lookup
class Grams(_Matches):
    """``names__grams="一中"``: has all pairs of neighbouring characters of a non-empty text."""

    lookup_name = "grams"

    def query_text(self) -> str:
        """Every pair."""
        return substring_query(str(self.rhs))


@SearchVectorField.register_lookup
class Among(_Matches):
    """``keys__among=["2201022412020101"]``: has one of some words, whole; no words match nothing."""

    lookup_name = "among"

    def query_text(self) -> str:
        """Any of the words."""
        return " | ".join(lexeme(word) for word in self.rhs if word)

"""Migration operations that put a table under the ledger or close it against change."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class _TableOperation(Operation):
    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        """:param model_name: of the migration's own app, or ``app.Model`` of another that it depends on."""
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change."""

    def _meta(self, app_label: str, state: ProjectState) -> Any:
        app, _, model = self.model_name.rpartition(".")
        return state.apps.get_model(app or app_label, model)._meta

    def _install(self, table: str, pk: str) -> list[str]:
        raise NotImplementedError

    def _remove(self, table: str, pk: str) -> list[str]:
        raise NotImplementedError

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        meta = self._meta(app_label, to_state)
        for statement in self._install(schema_editor.quote_name(meta.db_table), meta.pk.column):
            schema_editor.execute(statement, None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        meta = self._meta(app_label, from_state)
        for statement in self._remove(schema_editor.quote_name(meta.db_table), meta.pk.column):
            schema_editor.execute(statement, None)


class Ledgered(_TableOperation):
    """Record every change of a table in ``audit.Event``, however it is made, and refuse TRUNCATE.

    :param omit: columns that never enter the ledger: secrets, and what is not a change of business data.
    :param subject: the column that says what a row is about, for acts whose context names no subject.
    """

    def __init__(self, model_name: str, omit: tuple[str, ...] = (), subject: str = "") -> None:
        super().__init__(model_name)
        self.omit = omit
        self.subject = subject

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As Django writes it into a migration."""
        return (self.__class__.__name__, [self.model_name], {"omit": self.omit, "subject": self.subject})

    def describe(self) -> str:
        """One line for ``migrate``'s output."""
        return f"Keep the history of {self.model_name}"

    def _arguments(self, pk: str) -> str:
        return ", ".join(f"'{column}'" for column in (pk, self.subject, *self.omit))

    def _row_trigger(self, table: str, pk: str) -> list[str]:
        return [
            f"CREATE TRIGGER ledger AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION audit_record({self._arguments(pk)})",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER ledger",
        ]

    def _install(self, table: str, pk: str) -> list[str]:
        return [
            *self._row_trigger(table, pk),
            f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION audit_refuse()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER no_truncate",
        ]

    def _remove(self, table: str, pk: str) -> list[str]:
        return [f"DROP TRIGGER ledger ON {table}", f"DROP TRIGGER no_truncate ON {table}"]


class LedgeredInBulk(Ledgered):
    """Let a table that is ``Ledgered`` already write the history of added rows once a statement: a third of the cost.

    The entries are the same. Statement triggers do not fire where a logical replication subscription applies rows, so
    it is for a table that is filled by ``INSERT`` and ``COPY`` alone. Takes the arguments of the table's ``Ledgered``.
    """

    def describe(self) -> str:
        """One line for ``migrate``'s output."""
        return f"Keep the history of rows added to {self.model_name} by the statement"

    def _install(self, table: str, pk: str) -> list[str]:
        arguments = self._arguments(pk)
        return [
            f"DROP TRIGGER ledger ON {table}",
            f"CREATE TRIGGER ledger AFTER UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION audit_record({arguments})",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER ledger",
            f"CREATE TRIGGER ledger_inserts AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows "
            f"FOR EACH STATEMENT EXECUTE FUNCTION audit_record_inserts({arguments})",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER ledger_inserts",
        ]

    def _remove(self, table: str, pk: str) -> list[str]:
        return [
            f"DROP TRIGGER ledger ON {table}",
            f"DROP TRIGGER ledger_inserts ON {table}",
            *self._row_trigger(table, pk),
        ]


class AppendOnly(_TableOperation):
    """Let rows of a table be added and read, and nothing else.

    :param runtime_inserts: False when only a SECURITY DEFINER function of the owner may add rows.
    """

    def __init__(self, model_name: str, runtime_inserts: bool = True) -> None:
        super().__init__(model_name)
        self.runtime_inserts = runtime_inserts

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As Django writes it into a migration."""
        return (self.__class__.__name__, [self.model_name], {"runtime_inserts": self.runtime_inserts})

    def describe(self) -> str:
        """One line for ``migrate``'s output."""
        return f"Close {self.model_name} against change"

    def _install(self, table: str, pk: str) -> list[str]:
        kept = "SELECT, INSERT" if self.runtime_inserts else "SELECT"
        return [
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} EXECUTE FUNCTION audit_refuse()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only",
            f"CREATE TRIGGER no_truncate_append_only BEFORE TRUNCATE ON {table} EXECUTE FUNCTION audit_refuse()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER no_truncate_append_only",
            f"REVOKE ALL ON {table} FROM portal_app",
            f"GRANT {kept} ON {table} TO portal_app",
        ]

    def _remove(self, table: str, pk: str) -> list[str]:
        return [
            f"DROP TRIGGER append_only ON {table}",
            f"DROP TRIGGER no_truncate_append_only ON {table}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO portal_app",
        ]

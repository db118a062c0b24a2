"""What a row of a workbook may collide with on display is found by code and by name without reading all projects.

Drafts are in neither index, so that an import pays nothing for them. Built without closing the table to writers.
"""

from django.db import migrations

INDEXES = {
    "project_code_on_display": "(investment_code) WHERE (published OR shown) AND investment_code <> ''",
    "project_name_on_display": "(lower(normalize(name, NFKC))) WHERE published OR shown",
}


class Migration(migrations.Migration):
    atomic = False  # CONCURRENTLY runs outside a transaction
    dependencies = [("projects", "0012_search_of_many")]
    operations = [
        operation
        for name, columns in INDEXES.items()
        for operation in (
            # An attempt that was broken off leaves an index that is not valid; it is built anew.
            migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", migrations.RunSQL.noop),
            migrations.RunSQL(
                f"CREATE INDEX CONCURRENTLY {name} ON projects_project {columns}",
                f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
            ),
        )
    ]

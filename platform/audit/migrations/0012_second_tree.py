"""Tiles of a second tree, by SM3, that grow as those of the first and are refused any other change."""

from django.db import migrations, models

GUARDS = """
CREATE TRIGGER tile_grows BEFORE INSERT OR UPDATE ON audit_sm3tile FOR EACH ROW EXECUTE FUNCTION audit_tile_grows();
ALTER TABLE audit_sm3tile ENABLE ALWAYS TRIGGER tile_grows;
CREATE TRIGGER no_delete BEFORE DELETE ON audit_sm3tile EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_sm3tile ENABLE ALWAYS TRIGGER no_delete;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_sm3tile EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_sm3tile ENABLE ALWAYS TRIGGER no_truncate;

ALTER TABLE audit_sm3tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

REVOKE ALL ON audit_sm3tile FROM portal_app;
GRANT SELECT ON audit_sm3tile TO portal_app, portal_auditor, portal_public;
GRANT SELECT, INSERT, UPDATE ON audit_sm3tile TO portal_sequencer;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0011_inserts_in_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sm3Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(verbose_name="层")),
                ("index", models.BigIntegerField(verbose_name="序号")),
                ("width", models.PositiveSmallIntegerField(verbose_name="宽度")),
                ("hashes", models.BinaryField(verbose_name="哈希")),
            ],
            options={
                "verbose_name": "SM3 哈希块",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("width__gte", 1), ("width__lte", 256)), name="sm3_tile_width"
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]

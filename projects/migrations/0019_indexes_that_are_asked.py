"""Indexes that no question needs are dropped, and drafts stand in none of what they do not have.

Of ten indexes that each new project was written into, five are left; of nine of any other record, six.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = (
    "completion",
    "constructionpermit",
    "contract",
    "drawingreview",
    "enterpriseindicators",
    "exemption",
    "participant",
    "personaltrackrecord",
    "project",
    "tender",
    "unitproject",
)


def _reference(label: str, to: str, **how: object) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, verbose_name=label, **how
    )


def _partly(kind: str, column: str, name: str) -> migrations.AddIndex:
    index = models.Index(fields=[column], condition=models.Q((f"{column}__isnull", False)), name=f"{kind}_{name}")
    return migrations.AddIndex(kind, index)


def _changes(kind: str) -> list[migrations.operations.base.Operation]:
    authority = _reference("信息审核部门", "accounts.authority", null=True, editable=False)
    person = _reference("信息审核人", settings.AUTH_USER_MODEL, null=True, editable=False)
    number = models.CharField(editable=False, max_length=50, null=True, verbose_name="编号")
    once = models.UniqueConstraint(
        fields=["number"], condition=models.Q(("number__isnull", False)), name=f"{kind}_number_once"
    )
    return [
        migrations.AlterField(kind, "check_authority", authority),
        migrations.AlterField(kind, "check_person", person),
        _partly(kind, "check_authority", "authority"),
        _partly(kind, "check_person", "person"),
        migrations.AddConstraint(kind, once),  # before the one that it replaces goes
        migrations.AlterField(kind, "number", number),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_notices_of_infected_papers"),
        ("projects", "0018_search_after_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(change for kind in KINDS for change in _changes(kind)),
        migrations.AddIndex("project", models.Index(fields=["division"], name="project_of_division")),
        migrations.AlterField("project", "division", _reference("项目所在地", "accounts.division")),
        migrations.AlterField("project", "filed_by", _reference("填报企业", "accounts.enterprise", null=True)),
    ]

"""The register of departments, periods and persons as dated rows; the working calendar; declared relations."""

from datetime import date

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import AppendOnly, Ledgered

# What stood in the columns held from the notice on (四（一）).
SINCE = date(2024, 11, 25)


def to_dated_rows(apps, schema_editor):
    """Each authority's lead department and handling period become rows with a first day."""
    authorities = list(apps.get_model("accounts", "Authority").objects.order_by("pk"))
    apps.get_model("accounts", "LeadDepartment").objects.bulk_create(
        apps.get_model("accounts", "LeadDepartment")(
            authority_id=row.pk, name=row.lead_department, starts_on=SINCE, basis="原登记"
        )
        for row in authorities
    )
    apps.get_model("accounts", "HandlingPeriod").objects.bulk_create(
        apps.get_model("accounts", "HandlingPeriod")(
            authority_id=row.pk, days=row.handling_days, starts_on=SINCE, basis="原登记"
        )
        for row in authorities
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_staff_ledger"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("RETURNED", "退回补正"),
                    ("DUE_SOON", "即将到期"),
                    ("OVERDUE", "已超期"),
                    ("URGED", "督办"),
                    ("QUESTION", "询问与答复"),
                    ("CONFIRMED", "已确认"),
                    ("REFUSED", "不予确认"),
                    ("PUSHED", "已在全国平台展示"),
                    ("ERRATUM", "勘误"),
                    ("IMPORT_DONE", "导入完成"),
                    ("BOTH_TOLD", "双方告知"),
                    ("ACCOUNT", "账号与登记"),
                ],
                max_length=11,
                verbose_name="类型",
            ),
        ),
        migrations.AlterField(
            model_name="noticesetting",
            name="kind",
            field=models.CharField(
                choices=[
                    ("RETURNED", "退回补正"),
                    ("DUE_SOON", "即将到期"),
                    ("OVERDUE", "已超期"),
                    ("URGED", "督办"),
                    ("QUESTION", "询问与答复"),
                    ("CONFIRMED", "已确认"),
                    ("REFUSED", "不予确认"),
                    ("PUSHED", "已在全国平台展示"),
                    ("ERRATUM", "勘误"),
                    ("IMPORT_DONE", "导入完成"),
                    ("BOTH_TOLD", "双方告知"),
                    ("ACCOUNT", "账号与登记"),
                ],
                max_length=11,
                verbose_name="类型",
            ),
        ),
        migrations.CreateModel(
            name="CalendarList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("source", models.CharField(max_length=100, verbose_name="依据文件")),
                ("loaded_at", models.DateTimeField(verbose_name="导入时间")),
                (
                    "loaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作日历",
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[("HOLIDAY", "放假"), ("WORKDAY", "调休上班")], max_length=7, verbose_name="类别"
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="accounts.calendarlist",
                        verbose_name="工作日历",
                    ),
                ),
            ],
            options={
                "verbose_name": "节假日",
            },
        ),
        migrations.CreateModel(
            name="HandlingPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "business_line",
                    models.CharField(
                        blank=True,
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        max_length=12,
                        verbose_name="业务条线",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="办理周期（工作日）")),
                ("near_due_days", models.PositiveSmallIntegerField(default=2, verbose_name="提前提醒（工作日）")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理周期",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LeadDepartment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                ("name", models.CharField(max_length=100, verbose_name="牵头部门")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="办公电话")),
                ("division_of_rights", models.TextField(blank=True, verbose_name="审核确认权限划分")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lead_departments",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "牵头部门",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("RELATIVE", "近亲属任职或持股"),
                            ("EMPLOYED", "本人曾任职"),
                            ("INTEREST", "有经济利益关系"),
                            ("OTHER", "其他可能影响公正的关系"),
                        ],
                        max_length=8,
                        verbose_name="关系",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="说明")),
                ("declared_at", models.DateTimeField(verbose_name="申报时间")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申报人",
                    ),
                ),
            ],
            options={
                "verbose_name": "利害关系",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ResponsiblePerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("duty", models.CharField(max_length=200, verbose_name="职责")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="电话")),
                (
                    "business_line",
                    models.CharField(
                        blank=True,
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        max_length=12,
                        verbose_name="业务条线",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responsible",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "专人",
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="calendarlist",
            index=models.Index(fields=["year", "-id"], name="calendar_of_year"),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.UniqueConstraint(fields=("calendar", "day"), name="calendar_day_once"),
        ),
        migrations.AddConstraint(
            model_name="handlingperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="handlingperiod_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="handlingperiod",
            constraint=models.UniqueConstraint(
                fields=("authority", "business_line", "starts_on"), name="handling_period_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="handlingperiod",
            constraint=models.CheckConstraint(condition=models.Q(("days__gte", 1)), name="handling_takes_a_day"),
        ),
        migrations.AddConstraint(
            model_name="leaddepartment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="leaddepartment_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaddepartment",
            constraint=models.UniqueConstraint(fields=("authority", "starts_on"), name="lead_department_once"),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="relation_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.UniqueConstraint(
                fields=("user", "enterprise", "kind", "starts_on"), name="relation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibleperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="responsibleperson_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibleperson",
            constraint=models.UniqueConstraint(
                fields=("authority", "name", "duty", "starts_on"), name="responsible_person_once"
            ),
        ),
        Ledgered("CalendarList"),
        AppendOnly("CalendarList"),
        Ledgered("CalendarDay"),
        AppendOnly("CalendarDay"),
        Ledgered("LeadDepartment"),
        Ledgered("HandlingPeriod"),
        Ledgered("ResponsiblePerson"),
        Ledgered("Relation"),
        migrations.RunPython(to_dated_rows),
        migrations.RemoveField(
            model_name="authority",
            name="handling_days",
        ),
        migrations.RemoveField(
            model_name="authority",
            name="lead_department",
        ),
    ]

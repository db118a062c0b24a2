"""The clock of a case, questions to the enterprise, stepping aside, urging and re-checks; rows are only added."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.operations import AppendOnly, Ledgered

# 四（一） left the period to each authority; cases from before were under this one.
ALLOWED, NEAR = 10, 2
CAUSE_OF = {"RETURN": "RETURNED", "REFUSE": "REFUSED", "CONFIRM": "CONFIRMED"}
OWNER_OF = {"RETURNED": "ENTERPRISE", "WITHDRAWN": "ENTERPRISE", "REFUSED": "NOBODY", "CONFIRMED": "NOBODY"}


def turns_of_old_cases(apps, schema_editor):
    """The turns of cases from before, out of their submissions and decisions; ``recount_clocks`` does the sums.

    Taking a case back left no row, so a withdrawn case's time ends where it began: nobody is charged for it.
    """
    turn = apps.get_model("confirmation", "ClockEvent")
    cases = apps.get_model("confirmation", "Case").objects.exclude(status="DRAFT")
    for case in cases.exclude(authority=None).iterator(chunk_size=1_000):
        moments = [(at, "SUBMITTED") for at in case.submissions.values_list("submitted_at", flat=True)]
        decided = case.decisions.filter(action__in=CAUSE_OF).values_list("decided_at", "action")
        moments += [(at, CAUSE_OF[action]) for at, action in decided]
        if case.status == "WITHDRAWN":
            moments.append((case.submitted_at, "WITHDRAWN"))
        turn.objects.bulk_create(
            turn(
                case=case,
                owner=OWNER_OF.get(cause, "AUTHORITY"),
                cause=cause,
                authority_id=case.authority_id,
                tier=case.tier,
                days_allowed=ALLOWED,
                near_due_days=NEAR,
                at=at,
            )
            for at, cause in sorted(moments, key=lambda moment: moment[0])
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_register_calendar_and_relations"),
        ("confirmation", "0003_cases_by_enterprise"),
        ("projects", "0011_pairs_in_a_loop"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("ANSWERED", "企业答复"), ("CLOSED", "审核人员关闭"), ("LAPSED", "随企业撤回关闭")],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="答复")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "答复",
            },
        ),
        migrations.CreateModel(
            name="ClockEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "owner",
                    models.CharField(
                        choices=[("AUTHORITY", "主管部门"), ("ENTERPRISE", "企业"), ("NOBODY", "已办结")],
                        max_length=10,
                        verbose_name="计时归属",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("SUBMITTED", "提交"),
                            ("MOVED", "移交"),
                            ("ANSWERED", "询问已答复"),
                            ("ASKED", "待企业答复"),
                            ("RETURNED", "退回补正"),
                            ("REFUSED", "不予确认"),
                            ("WITHDRAWN", "企业撤回"),
                            ("CONFIRMED", "已确认"),
                        ],
                        max_length=9,
                        verbose_name="原因",
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[("COUNTY", "县级"), ("CITY", "市级"), ("PROVINCE", "省级")],
                        max_length=8,
                        verbose_name="层级",
                    ),
                ),
                ("days_allowed", models.PositiveSmallIntegerField(verbose_name="办理周期（工作日）")),
                ("near_due_days", models.PositiveSmallIntegerField(verbose_name="提前提醒（工作日）")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "计时",
            },
        ),
        migrations.CreateModel(
            name="ClockWarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ON_TIME", "办理期限内"),
                            ("NEAR_DUE", "即将到期"),
                            ("OVERDUE", "已超期"),
                            ("PAUSED", "暂停计时"),
                            ("STOPPED", "停止计时"),
                        ],
                        max_length=8,
                        verbose_name="提醒",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="办理期限")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "到期提醒",
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="问题")),
                ("answer_by", models.DateField(null=True, verbose_name="答复期限")),
                ("asked_at", models.DateTimeField(verbose_name="提问时间")),
            ],
            options={
                "verbose_name": "询问",
            },
        ),
        migrations.CreateModel(
            name="Recheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("drawn_at", models.DateTimeField(verbose_name="抽取时间")),
                ("decided_from", models.DateField(verbose_name="确认日期自")),
                ("decided_until", models.DateField(verbose_name="确认日期至")),
                ("seed", models.CharField(max_length=32, verbose_name="随机种子")),
                ("population", models.PositiveIntegerField(verbose_name="范围内办件数")),
            ],
            options={
                "verbose_name": "抽查",
            },
        ),
        migrations.CreateModel(
            name="RecheckItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
            ],
            options={
                "verbose_name": "抽查办件",
            },
        ),
        migrations.CreateModel(
            name="RecheckResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("CONFORMS", "符合要求"), ("DEFECTS", "发现问题")], max_length=8, verbose_name="结论"
                    ),
                ),
                ("findings", models.TextField(max_length=2000, verbose_name="情况")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "抽查结果",
            },
        ),
        migrations.CreateModel(
            name="StepAside",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "回避",
            },
        ),
        migrations.CreateModel(
            name="Urging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500, verbose_name="督办要求")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "督办",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="clock_owner",
            field=models.CharField(
                blank=True,
                choices=[("AUTHORITY", "主管部门"), ("ENTERPRISE", "企业"), ("NOBODY", "已办结")],
                max_length=10,
                verbose_name="计时归属",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="clock_since",
            field=models.DateField(null=True, verbose_name="计时自"),
        ),
        migrations.AddField(
            model_name="case",
            name="days_allowed",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="办理周期（工作日）"),
        ),
        migrations.AddField(
            model_name="case",
            name="days_used",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="已用工作日"),
        ),
        migrations.AddField(
            model_name="case",
            name="due_on",
            field=models.DateField(null=True, verbose_name="办理期限"),
        ),
        migrations.AddField(
            model_name="case",
            name="near_due_on",
            field=models.DateField(null=True, verbose_name="提醒日"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("due_on__isnull", False)), fields=["authority", "due_on"], name="case_due"
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="人员",
            ),
        ),
        migrations.AddField(
            model_name="clockevent",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.authority",
                verbose_name="主管部门",
            ),
        ),
        migrations.AddField(
            model_name="clockevent",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clock_events",
                to="confirmation.case",
                verbose_name="办件",
            ),
        ),
        migrations.AddField(
            model_name="clockwarning",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="warnings",
                to="confirmation.case",
                verbose_name="办件",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提问人",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.authority",
                verbose_name="主管部门",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="questions",
                to="confirmation.case",
                verbose_name="办件",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="question",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answer",
                to="confirmation.question",
                verbose_name="询问",
            ),
        ),
        migrations.AddField(
            model_name="recheck",
            name="by_authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.authority",
                verbose_name="抽查单位",
            ),
        ),
        migrations.AddField(
            model_name="recheck",
            name="drawn_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="抽查人",
            ),
        ),
        migrations.AddField(
            model_name="recheck",
            name="of_authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rechecks",
                to="accounts.authority",
                verbose_name="被抽查单位",
            ),
        ),
        migrations.AddField(
            model_name="recheckitem",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rechecked",
                to="confirmation.decision",
                verbose_name="确认意见",
            ),
        ),
        migrations.AddField(
            model_name="recheckitem",
            name="recheck",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="confirmation.recheck",
                verbose_name="抽查",
            ),
        ),
        migrations.AddField(
            model_name="recheckresult",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="复核人",
            ),
        ),
        migrations.AddField(
            model_name="recheckresult",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="result",
                to="confirmation.recheckitem",
                verbose_name="抽查办件",
            ),
        ),
        migrations.AddField(
            model_name="stepaside",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.authority",
                verbose_name="主管部门",
            ),
        ),
        migrations.AddField(
            model_name="stepaside",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps_aside",
                to="confirmation.case",
                verbose_name="办件",
            ),
        ),
        migrations.AddField(
            model_name="stepaside",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="回避人",
            ),
        ),
        migrations.AddField(
            model_name="urging",
            name="by_authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.authority",
                verbose_name="督办单位",
            ),
        ),
        migrations.AddField(
            model_name="urging",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="urgings",
                to="confirmation.case",
                verbose_name="办件",
            ),
        ),
        migrations.AddField(
            model_name="urging",
            name="to_authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="urgings",
                to="accounts.authority",
                verbose_name="被督办单位",
            ),
        ),
        migrations.AddField(
            model_name="urging",
            name="urged_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="督办人",
            ),
        ),
        migrations.AddIndex(
            model_name="clockevent",
            index=models.Index(fields=["case", "id"], name="clock_of_case"),
        ),
        migrations.AddConstraint(
            model_name="clockwarning",
            constraint=models.UniqueConstraint(fields=("case", "state", "due_on"), name="clock_warning_once"),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["case", "id"], name="question_of_case"),
        ),
        migrations.AddIndex(
            model_name="recheck",
            index=models.Index(fields=["by_authority", "-id"], name="recheck_of_drawer"),
        ),
        migrations.AddConstraint(
            model_name="recheckitem",
            constraint=models.UniqueConstraint(fields=("recheck", "decision"), name="recheck_item_once"),
        ),
        migrations.AddConstraint(
            model_name="stepaside",
            constraint=models.UniqueConstraint(fields=("case", "user"), name="step_aside_once"),
        ),
        migrations.AddIndex(
            model_name="urging",
            index=models.Index(fields=["to_authority", "-id"], name="urging_of_unit"),
        ),
        Ledgered("ClockEvent"),
        AppendOnly("ClockEvent"),
        Ledgered("ClockWarning"),
        AppendOnly("ClockWarning"),
        Ledgered("Question"),
        AppendOnly("Question"),
        Ledgered("Answer"),
        AppendOnly("Answer"),
        Ledgered("StepAside"),
        AppendOnly("StepAside"),
        Ledgered("Urging"),
        AppendOnly("Urging"),
        Ledgered("Recheck"),
        AppendOnly("Recheck"),
        Ledgered("RecheckItem"),
        AppendOnly("RecheckItem"),
        Ledgered("RecheckResult"),
        AppendOnly("RecheckResult"),
        migrations.RunPython(turns_of_old_cases, migrations.RunPython.noop),
    ]

"""All moves of a case; who signs how often; which unit takes what; categories that the city confirms (decisions 19)."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from audit.operations import Ledgered


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_register_calendar_and_relations"),
        ("confirmation", "0004_clocks_questions_and_supervision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignatureRule",
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
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "房屋建筑"),
                            ("02", "市政公用"),
                            ("03", "机电安装"),
                            ("04", "铁路"),
                            ("05", "公路"),
                            ("06", "港口与航道"),
                            ("07", "水利水电"),
                            ("08", "电力"),
                            ("09", "矿山"),
                            ("10", "冶金"),
                            ("11", "石油化工"),
                            ("12", "通信"),
                            ("13", "民航"),
                            ("99", "其他"),
                        ],
                        max_length=2,
                        verbose_name="工程类别",
                    ),
                ),
                ("count", models.PositiveSmallIntegerField(verbose_name="签署人数")),
            ],
            options={
                "verbose_name": "签署规则",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="UnitRoute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "enterprise_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SURVEY", "勘察企业"),
                            ("DESIGN", "设计企业"),
                            ("CONSTRUCTION", "施工企业"),
                            ("SUPERVISION", "监理企业"),
                        ],
                        max_length=12,
                        verbose_name="企业类别",
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "房屋建筑"),
                            ("02", "市政公用"),
                            ("03", "机电安装"),
                            ("04", "铁路"),
                            ("05", "公路"),
                            ("06", "港口与航道"),
                            ("07", "水利水电"),
                            ("08", "电力"),
                            ("09", "矿山"),
                            ("10", "冶金"),
                            ("11", "石油化工"),
                            ("12", "通信"),
                            ("13", "民航"),
                            ("99", "其他"),
                        ],
                        max_length=2,
                        verbose_name="工程类别",
                    ),
                ),
                (
                    "target_grade",
                    models.CharField(
                        blank=True,
                        choices=[("D", "未确认"), ("C", "县级确认"), ("B", "市级确认"), ("A", "省级确认")],
                        max_length=1,
                        verbose_name="申请等级",
                    ),
                ),
                (
                    "business_line",
                    models.CharField(
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        max_length=12,
                        verbose_name="业务条线",
                    ),
                ),
            ],
            options={
                "verbose_name": "部门分派",
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="case_moves_along_the_table",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="only_a_waiting_case_is_held",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="one_open_case_an_enterprise",
        ),
        migrations.RemoveConstraint(
            model_name="routingentry",
            name="routing_entry_once",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_queue",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_decided",
        ),
        migrations.RenameField("routingentry", "sector", "category"),
        migrations.AlterField("routingentry", "category", models.CharField(max_length=4, verbose_name="类别")),
        migrations.AddField(
            model_name="case",
            name="is_special",
            field=models.BooleanField(default=False, verbose_name="市级先行类别"),
        ),
        migrations.AddField(
            model_name="case",
            name="sent_down_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.authority",
                verbose_name="退回复核的上级",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="to_authority",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.authority",
                verbose_name="移交或退回至",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="to_line",
            field=models.CharField(
                blank=True,
                choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                max_length=12,
                verbose_name="移交至条线",
            ),
        ),
        migrations.AddField(
            model_name="routingentry",
            name="kind",
            field=models.CharField(
                choices=[("SECTOR", "工程类别"), ("QUALIFICATION", "资质类别")],
                default="SECTOR",
                max_length=13,
                verbose_name="按",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="status",
            field=models.CharField(
                choices=[
                    ("DRAFT", "填写中"),
                    ("WAITING", "待确认"),
                    ("SIGNED", "待复审"),
                    ("LOWERED", "下级复核"),
                    ("RETURNED", "退回补正"),
                    ("REFUSED", "不予确认"),
                    ("WITHDRAWN", "已撤回"),
                    ("CONFIRMED", "已确认"),
                    ("REVERSING", "拟撤销确认"),
                    ("REVERSED", "已撤销确认"),
                ],
                default="DRAFT",
                max_length=9,
                verbose_name="状态",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="business_line",
            field=models.CharField(
                blank=True,
                choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                db_default="",
                max_length=12,
                verbose_name="业务条线",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="action",
            field=models.CharField(
                choices=[
                    ("SUBMIT", "提交"),
                    ("WITHDRAW", "撤回"),
                    ("CLAIM", "领取"),
                    ("RELEASE", "释放"),
                    ("SIGN", "签署通过"),
                    ("CONFIRM", "确认"),
                    ("RETURN", "退回补正"),
                    ("REFUSE", "不予确认"),
                    ("HANDOVER", "移交"),
                    ("LOWER", "退回下级复核"),
                    ("REPORT", "复核上报"),
                    ("PROPOSE", "提出撤销确认"),
                    ("REVERSE", "撤销确认"),
                    ("UPHOLD", "维持确认"),
                ],
                max_length=8,
                verbose_name="动作",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("status__in", ["LOWERED", "REVERSING", "SIGNED", "WAITING"])),
                fields=["authority", "business_line", "submitted_at", "id"],
                name="case_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("status__in", ["CONFIRMED", "REFUSED", "RETURNED", "REVERSED"])),
                fields=["authority", "business_line", "-decided_at", "-id"],
                name="case_decided",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="case_moves_along_the_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'INSERT' THEN\n          IF NEW.status <> 'DRAFT' THEN\n            RAISE EXCEPTION 'a case begins as a draft' USING ERRCODE = 'check_violation';\n          END IF;\n        ELSIF NEW.status <> OLD.status THEN\n          IF (NEW.kind, OLD.status, NEW.status) NOT IN (('LEGACY_RESUBMISSION', 'CONFIRMED', 'REVERSED'), ('LEGACY_RESUBMISSION', 'CONFIRMED', 'REVERSING'), ('LEGACY_RESUBMISSION', 'DRAFT', 'WAITING'), ('LEGACY_RESUBMISSION', 'LOWERED', 'RETURNED'), ('LEGACY_RESUBMISSION', 'REFUSED', 'WAITING'), ('LEGACY_RESUBMISSION', 'RETURNED', 'WAITING'), ('LEGACY_RESUBMISSION', 'REVERSED', 'WAITING'), ('LEGACY_RESUBMISSION', 'REVERSING', 'CONFIRMED'), ('LEGACY_RESUBMISSION', 'REVERSING', 'REVERSED'), ('LEGACY_RESUBMISSION', 'SIGNED', 'CONFIRMED'), ('LEGACY_RESUBMISSION', 'SIGNED', 'REFUSED'), ('LEGACY_RESUBMISSION', 'SIGNED', 'RETURNED'), ('LEGACY_RESUBMISSION', 'SIGNED', 'WAITING'), ('LEGACY_RESUBMISSION', 'WAITING', 'CONFIRMED'), ('LEGACY_RESUBMISSION', 'WAITING', 'REFUSED'), ('LEGACY_RESUBMISSION', 'WAITING', 'RETURNED'), ('LEGACY_RESUBMISSION', 'WAITING', 'SIGNED'), ('LEGACY_RESUBMISSION', 'WAITING', 'WITHDRAWN'), ('LEGACY_RESUBMISSION', 'WITHDRAWN', 'WAITING'), ('PROJECT_BACKFILL', 'CONFIRMED', 'REVERSED'), ('PROJECT_BACKFILL', 'CONFIRMED', 'REVERSING'), ('PROJECT_BACKFILL', 'DRAFT', 'WAITING'), ('PROJECT_BACKFILL', 'LOWERED', 'RETURNED'), ('PROJECT_BACKFILL', 'REFUSED', 'WAITING'), ('PROJECT_BACKFILL', 'RETURNED', 'WAITING'), ('PROJECT_BACKFILL', 'REVERSED', 'WAITING'), ('PROJECT_BACKFILL', 'REVERSING', 'CONFIRMED'), ('PROJECT_BACKFILL', 'REVERSING', 'REVERSED'), ('PROJECT_BACKFILL', 'SIGNED', 'CONFIRMED'), ('PROJECT_BACKFILL', 'SIGNED', 'REFUSED'), ('PROJECT_BACKFILL', 'SIGNED', 'RETURNED'), ('PROJECT_BACKFILL', 'SIGNED', 'WAITING'), ('PROJECT_BACKFILL', 'WAITING', 'CONFIRMED'), ('PROJECT_BACKFILL', 'WAITING', 'REFUSED'), ('PROJECT_BACKFILL', 'WAITING', 'RETURNED'), ('PROJECT_BACKFILL', 'WAITING', 'SIGNED'), ('PROJECT_BACKFILL', 'WAITING', 'WITHDRAWN'), ('PROJECT_BACKFILL', 'WITHDRAWN', 'WAITING'), ('STAGE_BACKFILL', 'CONFIRMED', 'REVERSED'), ('STAGE_BACKFILL', 'CONFIRMED', 'REVERSING'), ('STAGE_BACKFILL', 'DRAFT', 'WAITING'), ('STAGE_BACKFILL', 'LOWERED', 'RETURNED'), ('STAGE_BACKFILL', 'REFUSED', 'WAITING'), ('STAGE_BACKFILL', 'RETURNED', 'WAITING'), ('STAGE_BACKFILL', 'REVERSED', 'WAITING'), ('STAGE_BACKFILL', 'REVERSING', 'CONFIRMED'), ('STAGE_BACKFILL', 'REVERSING', 'REVERSED'), ('STAGE_BACKFILL', 'SIGNED', 'CONFIRMED'), ('STAGE_BACKFILL', 'SIGNED', 'REFUSED'), ('STAGE_BACKFILL', 'SIGNED', 'RETURNED'), ('STAGE_BACKFILL', 'SIGNED', 'WAITING'), ('STAGE_BACKFILL', 'WAITING', 'CONFIRMED'), ('STAGE_BACKFILL', 'WAITING', 'REFUSED'), ('STAGE_BACKFILL', 'WAITING', 'RETURNED'), ('STAGE_BACKFILL', 'WAITING', 'SIGNED'), ('STAGE_BACKFILL', 'WAITING', 'WITHDRAWN'), ('STAGE_BACKFILL', 'WITHDRAWN', 'WAITING'), ('UPGRADE', 'CONFIRMED', 'REVERSED'), ('UPGRADE', 'CONFIRMED', 'REVERSING'), ('UPGRADE', 'DRAFT', 'WAITING'), ('UPGRADE', 'LOWERED', 'RETURNED'), ('UPGRADE', 'LOWERED', 'WAITING'), ('UPGRADE', 'REFUSED', 'WAITING'), ('UPGRADE', 'RETURNED', 'WAITING'), ('UPGRADE', 'REVERSED', 'WAITING'), ('UPGRADE', 'REVERSING', 'CONFIRMED'), ('UPGRADE', 'REVERSING', 'REVERSED'), ('UPGRADE', 'SIGNED', 'CONFIRMED'), ('UPGRADE', 'SIGNED', 'LOWERED'), ('UPGRADE', 'SIGNED', 'REFUSED'), ('UPGRADE', 'SIGNED', 'RETURNED'), ('UPGRADE', 'SIGNED', 'WAITING'), ('UPGRADE', 'WAITING', 'CONFIRMED'), ('UPGRADE', 'WAITING', 'LOWERED'), ('UPGRADE', 'WAITING', 'REFUSED'), ('UPGRADE', 'WAITING', 'RETURNED'), ('UPGRADE', 'WAITING', 'SIGNED'), ('UPGRADE', 'WAITING', 'WITHDRAWN'), ('UPGRADE', 'WITHDRAWN', 'WAITING')) THEN\n            RAISE EXCEPTION 'no move of % from % to %', NEW.kind, OLD.status, NEW.status\n              USING ERRCODE = 'check_violation';\n          END IF;\n          IF NEW.version <> OLD.version + 1 THEN\n            RAISE EXCEPTION 'a move is a new version' USING ERRCODE = 'check_violation';\n          END IF;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="f5cfdba935da8c14d3c31c52ac73f7073e1ddceb",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_case_moves_along_the_table_61cbc",
                    table="confirmation_case",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_until", None), ("holder", None)),
                    models.Q(
                        ("held_until__isnull", False),
                        ("holder__isnull", False),
                        ("status__in", ["LOWERED", "REVERSING", "SIGNED", "WAITING"]),
                    ),
                    _connector="OR",
                ),
                name="only_a_waiting_case_is_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["DRAFT", "LOWERED", "RETURNED", "REVERSING", "SIGNED", "WAITING"])),
                fields=("project", "enterprise", "is_special"),
                name="one_open_case_an_enterprise",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_down_by", None), ("status", "LOWERED"), _connector="XOR"),
                name="lowered_case_goes_up_again",
            ),
        ),
        migrations.AddConstraint(
            model_name="routingentry",
            constraint=models.UniqueConstraint(fields=("kind", "category", "starts_on"), name="routing_entry_once"),
        ),
        migrations.AddField(
            model_name="signaturerule",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signature_rules",
                to="accounts.authority",
                verbose_name="主管部门",
            ),
        ),
        migrations.AddField(
            model_name="unitroute",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="unit_routes",
                to="accounts.authority",
                verbose_name="主管部门",
            ),
        ),
        migrations.AddConstraint(
            model_name="signaturerule",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="signaturerule_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="signaturerule",
            constraint=models.UniqueConstraint(
                fields=("authority", "business_line", "sector", "starts_on"), name="signature_rule_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="signaturerule",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1), ("count__lte", 3)), name="one_to_three_signatures"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitroute",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="unitroute_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitroute",
            constraint=models.UniqueConstraint(
                fields=("authority", "enterprise_kind", "sector", "target_grade", "starts_on"), name="unit_route_once"
            ),
        ),
        Ledgered("SignatureRule"),
        Ledgered("UnitRoute"),
    ]

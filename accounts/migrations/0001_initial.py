import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Division",
            fields=[
                ("code", models.CharField(max_length=6, primary_key=True, serialize=False, verbose_name="区划代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("PROVINCE", "省"),
                            ("CITY", "市（州）"),
                            ("COUNTY", "县（市、区）"),
                            ("ZONE", "功能区"),
                        ],
                        max_length=8,
                        verbose_name="级别",
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="类别")),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="accounts.division",
                        verbose_name="上级",
                    ),
                ),
                ("city_code", models.CharField(blank=True, max_length=6, verbose_name="市级确认地")),
                ("push_code", models.CharField(max_length=6, verbose_name="推送代码")),
            ],
            options={
                "verbose_name": "行政区划",
            },
        ),
        migrations.CreateModel(
            name="Authority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "division",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authority",
                        to="accounts.division",
                        verbose_name="行政区划",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "tier",
                    models.CharField(
                        choices=[("COUNTY", "县级"), ("CITY", "市级"), ("PROVINCE", "省级")],
                        max_length=8,
                        verbose_name="确认层级",
                    ),
                ),
            ],
            options={
                "verbose_name": "主管部门",
                "permissions": [
                    ("review_cases", "审核办件"),
                    ("read_history", "查阅历史"),
                    ("administer_rules", "管理规则"),
                    ("execute_errata", "执行勘误"),
                ],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Enterprise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("credit_code", models.CharField(max_length=18, unique=True, verbose_name="统一社会信用代码")),
                ("name", models.CharField(max_length=200, verbose_name="企业名称")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("SURVEY", "勘察企业"),
                                ("DESIGN", "设计企业"),
                                ("CONSTRUCTION", "施工企业"),
                                ("SUPERVISION", "监理企业"),
                            ],
                            max_length=12,
                        ),
                        size=None,
                        verbose_name="企业类别",
                    ),
                ),
                ("legal_representative", models.CharField(blank=True, max_length=50, verbose_name="法定代表人")),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                ("requires_check", models.BooleanField(default=False, verbose_name="内部审核后提交")),
            ],
            options={
                "verbose_name": "企业",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kinds__len__gt", 0),
                            ("kinds__contained_by", ["SURVEY", "DESIGN", "CONSTRUCTION", "SUPERVISION"]),
                        ),
                        name="enterprise_kinds_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EnrolmentAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.GenericIPAddressField(verbose_name="网络地址")),
                ("tried_at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "登记尝试",
                "indexes": [models.Index(fields=["address", "tried_at"], name="enrolment_attempts")],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="手机")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "用户",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("is_staff", False), ("is_superuser", False)), name="user_has_no_flags"
                    )
                ],
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="EnterpriseClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="企业名称")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("SURVEY", "勘察企业"),
                                ("DESIGN", "设计企业"),
                                ("CONSTRUCTION", "施工企业"),
                                ("SUPERVISION", "监理企业"),
                            ],
                            max_length=12,
                        ),
                        size=None,
                        verbose_name="企业类别",
                    ),
                ),
                ("claimed_at", models.DateTimeField(verbose_name="登记时间")),
                ("is_approved", models.BooleanField(null=True, verbose_name="核准")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核实人",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="核实时间")),
            ],
            options={
                "verbose_name": "企业登记申请",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("is_approved", None), ("reason", "")),
                            models.Q(
                                ("decided_at__isnull", False), ("decided_by__isnull", False), ("is_approved", True)
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("is_approved", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="claim_is_open_or_decided",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_approved", True)),
                        fields=("enterprise",),
                        name="enterprise_claimed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                (
                    "document_kind",
                    models.CharField(
                        choices=[
                            ("1", "居民身份证"),
                            ("2", "军官证"),
                            ("3", "护照"),
                            ("4", "台湾居民身份证"),
                            ("5", "香港永久性居民身份证"),
                            ("6", "警官证"),
                            ("9", "其他"),
                        ],
                        default="1",
                        max_length=1,
                        verbose_name="证件类型",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "人员",
            },
        ),
        migrations.CreateModel(
            name="ErasureProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="人员",
                    ),
                ),
                ("reason", models.TextField(verbose_name="事由")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="决定时间")),
                ("is_erased", models.BooleanField(default=False, verbose_name="已删除")),
            ],
            options={
                "verbose_name": "删除证件号码的提议",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("is_erased", False)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="erasure_is_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_erased", False),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="erasure_is_two_persons_word",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)), fields=("person",), name="one_open_erasure_a_person"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandlingPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "办理周期",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="handlingperiod_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        fields=("authority", "business_line", "starts_on"), name="handling_period_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("days__gte", 1)), name="handling_takes_a_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityReveal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reveals",
                        to="accounts.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="查看人",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="事由")),
                ("subject", models.CharField(max_length=80, verbose_name="事项")),
                ("revealed_at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "证件号码查看记录",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority", None), ("enterprise__isnull", False)),
                            models.Q(("authority__isnull", False), ("enterprise", None)),
                            _connector="OR",
                        ),
                        name="reveal_is_for_one_unit",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                ("username", models.CharField(max_length=150, verbose_name="登录名")),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="手机")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="邮箱")),
                (
                    "role",
                    models.CharField(
                        choices=[("ADMIN", "企业管理员"), ("CHECKER", "内部审核人"), ("FILLER", "填报人")],
                        max_length=7,
                        verbose_name="角色",
                    ),
                ),
                ("token_digest", models.CharField(max_length=64, unique=True, verbose_name="链接摘要")),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="邀请人",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="邀请时间")),
                ("expires_at", models.DateTimeField(verbose_name="有效期至")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="接受时间")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
            ],
            options={
                "verbose_name": "邀请",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("accepted_at", None), ("revoked_at", None), _connector="OR"),
                        name="invitation_ends_one_way",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadDepartment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lead_departments",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="牵头部门")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="办公电话")),
                ("division_of_rights", models.TextField(blank=True, verbose_name="审核确认权限划分")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
            ],
            options={
                "verbose_name": "牵头部门",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="leaddepartment_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(fields=("authority", "starts_on"), name="lead_department_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("ADMIN", "企业管理员"), ("CHECKER", "内部审核人"), ("FILLER", "填报人")],
                        max_length=7,
                        verbose_name="角色",
                    ),
                ),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="停用时间")),
            ],
            options={
                "verbose_name": "企业人员",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="membership_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("user", "enterprise", "starts_on"),
                        name="membership_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("ends_on__isnull", False), _connector="OR"),
                        name="ended_membership_has_an_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
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
                            ("HANDED_OVER", "办件移交"),
                            ("REVERSED", "撤销确认"),
                            ("ACCOUNT", "账号与登记"),
                            ("INFECTED", "附件有病毒"),
                            ("FALSE_CASE", "虚假信息案"),
                        ],
                        max_length=11,
                        verbose_name="类型",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("text", models.TextField(verbose_name="内容")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="页面")),
                ("created_at", models.DateTimeField(verbose_name="时间")),
                ("read_at", models.DateTimeField(null=True, verbose_name="阅读时间")),
            ],
            options={
                "verbose_name": "通知",
                "indexes": [
                    models.Index(condition=models.Q(("read_at", None)), fields=["user"], name="notice_unread"),
                    models.Index(fields=["user", "-id"], name="notice_of_user"),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeSending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="accounts.notice",
                        verbose_name="通知",
                    ),
                ),
                (
                    "channel",
                    models.CharField(choices=[("MAIL", "邮件"), ("SMS", "短信")], max_length=4, verbose_name="方式"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "待发送"),
                            ("SENT", "已发送"),
                            ("FAILED", "发送失败"),
                            ("NOT_OFFERED", "未开通"),
                            ("NOT_WANTED", "本人不接收"),
                            ("NO_ADDRESS", "未登记地址"),
                        ],
                        max_length=11,
                        verbose_name="状态",
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="原因")),
                ("due_at", models.DateTimeField(null=True, verbose_name="下次发送")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="发送时间")),
            ],
            options={
                "verbose_name": "通知发送",
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "channel"), name="notice_sending_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_at__isnull", False), ("state", "WAITING")),
                            models.Q(models.Q(("state", "WAITING"), _negated=True), ("due_at", None)),
                            _connector="OR",
                        ),
                        name="waiting_sending_is_due",
                    ),
                ],
                "indexes": [
                    models.Index(condition=models.Q(("state", "WAITING")), fields=["due_at"], name="notice_sending_due")
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice_settings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
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
                            ("HANDED_OVER", "办件移交"),
                            ("REVERSED", "撤销确认"),
                            ("ACCOUNT", "账号与登记"),
                            ("INFECTED", "附件有病毒"),
                            ("FALSE_CASE", "虚假信息案"),
                        ],
                        max_length=11,
                        verbose_name="类型",
                    ),
                ),
                ("by_mail", models.BooleanField(verbose_name="邮件")),
                ("by_sms", models.BooleanField(verbose_name="短信")),
            ],
            options={
                "verbose_name": "通知设置",
                "constraints": [models.UniqueConstraint(fields=("user", "kind"), name="notice_setting_once")],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("GENERAL", "施工总承包"),
                            ("SPECIALIST", "专业承包"),
                            ("LABOUR", "施工劳务"),
                            ("SURVEY", "工程勘察"),
                            ("DESIGN", "工程设计"),
                            ("SUPERVISION", "工程监理"),
                        ],
                        max_length=11,
                        verbose_name="资质类别",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="资质名称")),
                (
                    "qualification_class",
                    models.CharField(
                        choices=[
                            ("SPECIAL", "特级"),
                            ("FIRST", "一级"),
                            ("SECOND", "二级"),
                            ("THIRD", "三级"),
                            ("COMPREHENSIVE", "综合"),
                            ("JIA", "甲级"),
                            ("YI", "乙级"),
                            ("BING", "丙级"),
                            ("NONE", "不分等级"),
                        ],
                        max_length=13,
                        verbose_name="资质等级",
                    ),
                ),
                ("certificate_number", models.CharField(max_length=50, verbose_name="证书编号")),
                ("issued_on", models.DateField(verbose_name="发证日期")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                ("issued_by", models.CharField(max_length=100, verbose_name="发证机关")),
                ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="移除时间")),
            ],
            options={
                "verbose_name": "企业资质",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("issued_on")), _connector="OR"
                        ),
                        name="qualification_ends_after_it_is_issued",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("enterprise", "category", "name", "certificate_number"),
                        name="qualification_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="查阅人",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("EXPORT", "导出"), ("SEARCH", "历史检索"), ("TIMELINE", "查阅历史")],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="内容")),
                ("asked", models.CharField(blank=True, max_length=600, verbose_name="条件")),
                ("subject", models.CharField(blank=True, max_length=80, verbose_name="事项")),
                ("read_at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "查阅记录",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority", None), ("enterprise__isnull", False)),
                            models.Q(("authority__isnull", False), ("enterprise", None)),
                            _connector="OR",
                        ),
                        name="reading_is_for_one_unit",
                    )
                ],
                "indexes": [models.Index(fields=["authority", "-id"], name="reading_by_authority")],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="accounts.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("ARCHITECT_1", "一级注册建筑师"),
                            ("ARCHITECT_2", "二级注册建筑师"),
                            ("STRUCTURE_1", "一级注册结构工程师"),
                            ("STRUCTURE_2", "二级注册结构工程师"),
                            ("GEOTECHNICAL", "注册土木工程师（岩土）"),
                            ("ENGINEER", "其他勘察设计注册工程师"),
                            ("CONSTRUCTOR_1", "一级建造师"),
                            ("CONSTRUCTOR_2", "二级建造师"),
                            ("SUPERVISOR", "注册监理工程师"),
                            ("COST", "注册造价工程师"),
                            ("NONE", "无注册资格（职称人员）"),
                        ],
                        max_length=13,
                        verbose_name="注册类别",
                    ),
                ),
                ("certificate_number", models.CharField(blank=True, max_length=50, verbose_name="注册证书编号")),
                ("seal_code", models.CharField(blank=True, max_length=50, verbose_name="执业印章号")),
                ("profession", models.CharField(max_length=50, verbose_name="专业")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="注册有效期至")),
                ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="移除时间")),
            ],
            options={
                "verbose_name": "注册人员",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="registration_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("category", "NONE"), models.Q(("certificate_number", ""), _negated=True), _connector="OR"
                        ),
                        name="registered_person_has_a_certificate",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("person", "enterprise", "category", "certificate_number", "profession", "starts_on"),
                        name="registration_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申报人",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "利害关系",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="relation_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(fields=("user", "enterprise", "kind", "starts_on"), name="relation_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResponsiblePerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
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
            ],
            options={
                "verbose_name": "专人",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="responsibleperson_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        fields=("authority", "name", "duty", "starts_on"), name="responsible_person_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("REVIEWER", "审核人员"),
                            ("AUDITOR", "审计监督人员"),
                            ("ADMINISTRATOR", "省级管理员"),
                            ("SUPPORT", "技术支持"),
                        ],
                        max_length=13,
                        verbose_name="职责",
                    ),
                ),
                (
                    "business_line",
                    models.CharField(
                        blank=True,
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        max_length=12,
                        verbose_name="业务条线",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="appointment_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        fields=("user", "authority", "role", "business_line", "starts_on"), name="appointment_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role", "REVIEWER"), _negated=True),
                            models.Q(("business_line", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reviewer_has_a_line",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditFile",
            fields=[
                (
                    "enterprise",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="credit_file",
                        serialize=False,
                        to="accounts.enterprise",
                        verbose_name="企业",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="建档时间")),
            ],
            options={
                "verbose_name": "企业信用管理档案",
            },
        ),
        migrations.CreateModel(
            name="AdverseRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "credit_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="accounts.creditfile",
                        verbose_name="信用档案",
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("FALSE_FACTS", "虚假项目信息")], max_length=12, verbose_name="类型"),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="认定编号")),
                ("ground", models.TextField(verbose_name="事由")),
                ("clause", models.CharField(max_length=100, verbose_name="依据")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                        verbose_name="认定部门",
                    ),
                ),
                ("published_on", models.DateField(verbose_name="公示自")),
                ("ends_on", models.DateField(verbose_name="公示至")),
                ("lifted_on", models.DateField(null=True, verbose_name="撤销日期")),
                ("lifted_because", models.TextField(blank=True, verbose_name="撤销理由")),
            ],
            options={
                "verbose_name": "不良信息",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("published_on"))), name="adverse_record_ends_later"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_because", ""), ("lifted_on", None)),
                            models.Q(("lifted_on__isnull", False), models.Q(("lifted_because", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="lifted_record_says_why",
                    ),
                ],
                "indexes": [models.Index(fields=["ends_on"], name="adverse_public")],
            },
        ),
        migrations.CreateModel(
            name="AuthorityGroupPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group")),
                (
                    "content_object",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.authority"),
                ),
            ],
            options={
                "abstract": False,
                "unique_together": {("group", "permission", "content_object")},
            },
        ),
        migrations.CreateModel(
            name="AuthorityLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="accounts.authority",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "enterprise_kind",
                    models.CharField(
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
                    "business_line",
                    models.CharField(
                        choices=[("DESIGN", "设计"), ("CONSTRUCTION", "建管"), ("QUALITY", "质监")],
                        max_length=12,
                        verbose_name="业务条线",
                    ),
                ),
            ],
            options={
                "verbose_name": "业务条线",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="authorityline_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        fields=("authority", "enterprise_kind", "starts_on"), name="authority_line_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuthorityUserPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                (
                    "content_object",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.authority"),
                ),
            ],
            options={
                "abstract": False,
                "unique_together": {("user", "permission", "content_object")},
            },
        ),
        migrations.CreateModel(
            name="CalendarList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("source", models.CharField(max_length=100, verbose_name="依据文件")),
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
                ("loaded_at", models.DateTimeField(verbose_name="导入时间")),
            ],
            options={
                "verbose_name": "工作日历",
                "indexes": [models.Index(fields=["year", "-id"], name="calendar_of_year")],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="accounts.calendarlist",
                        verbose_name="工作日历",
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[("HOLIDAY", "放假"), ("WORKDAY", "调休上班")], max_length=7, verbose_name="类别"
                    ),
                ),
            ],
            options={
                "verbose_name": "节假日",
                "constraints": [models.UniqueConstraint(fields=("calendar", "day"), name="calendar_day_once")],
            },
        ),
        migrations.CreateModel(
            name="IdentityVault",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="identity",
                        serialize=False,
                        to="accounts.person",
                    ),
                ),
                ("ciphertext", models.BinaryField(verbose_name="密文")),
                ("blind_index", models.CharField(max_length=64, unique=True, verbose_name="盲索引")),
                ("commitment_key", models.BinaryField(verbose_name="承诺密钥")),
                ("commitment", models.CharField(max_length=64, verbose_name="承诺")),
                ("erased_at", models.DateTimeField(null=True, verbose_name="删除时间")),
            ],
            options={
                "verbose_name": "证件号码",
            },
        ),
    ]

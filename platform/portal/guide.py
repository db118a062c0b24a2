"""The operation guide that the notice promises (一（五）): its chapters, in the order of the work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a page, taken from the demo by ``manage.py guide_screenshots``.

    :param name: of the file, without its ending.
    :param caption: what the picture shows.
    :param username: of the demo account that sees the page; empty for anybody.
    :param path: the page; ``{project}`` and the like stand for what the demo holds.
    :param selector: the part of the page that is shown; empty for the first screen.
    """

    name: str
    caption: str
    username: str
    path: str
    selector: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of the guide; its text is ``templates/portal/guide/<slug>.html``."""

    slug: str
    title: str
    summary: str
    shots: tuple[Shot, ...] = ()


_FIRM, _AUDITOR, _KEEPER = "shigong", "shenji", "guanli"
CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        "account",
        "登记、登录与企业人员",
        "企业怎样登记，谁来填报，谁来审核提交",
        (
            Shot("register", "企业登记", "", "/register/"),
            Shot("staff", "企业人员：邀请、角色、内部审核", _FIRM, "/enterprise/staff/"),
        ),
    ),
    Chapter(
        "search",
        "先检索，再填报",
        "系统判断应在“业绩补录”还是“业绩环节补录”中填报",
        (Shot("search", "检索项目", _FIRM, "/enterprise/search/?q=住宅"),),
    ),
    Chapter(
        "backfill",
        "业绩补录：项目与各环节",
        "未在省平台展示的项目，从基本信息填起",
        (
            Shot("project", "项目基本信息", _FIRM, "/enterprise/projects/new/"),
            Shot("tasks", "任务清单", _FIRM, "/enterprise/projects/{draft}/"),
            Shot("permit", "施工许可（开工报告）", _FIRM, "/enterprise/projects/{draft}/permit/new/"),
        ),
    ),
    Chapter(
        "indicators",
        "业绩技术指标与个人业绩",
        "作为代表工程业绩申报资质的，还要填报指标；个人业绩与企业指标同时填报",
        (Shot("indicators", "企业业绩技术指标", _FIRM, "/enterprise/projects/{draft}/indicators/new/?category=Z01"),),
    ),
    Chapter(
        "papers",
        "上传附件",
        "每个环节要传什么，文件被退时怎么办，怎样替换和再次选用",
        (Shot("papers", "附件", _FIRM, "/enterprise/projects/{draft}/records/{draft}/papers/"),),
    ),
    Chapter(
        "check",
        "核对、说明与提交",
        "提交前核对全部内容，说明系统发现的不一致，声明真实，取得回执",
        (Shot("check", "核对并提交", _FIRM, "/enterprise/projects/{draft}/check/"),),
    ),
    Chapter(
        "stages",
        "业绩环节补录",
        "已在省平台展示的项目，由参建单位补充缺失的环节",
        (Shot("stages", "可补录的环节", "jianli", "/enterprise/projects/{shown}/stages/"),),
    ),
    Chapter(
        "legacy",
        "历史D级信息重新申报",
        "通知发布前的D级信息不再公开，企业补充后重新申报",
        (Shot("legacy", "历史D级信息", _FIRM, "/enterprise/legacy/"),),
    ),
    Chapter(
        "excel",
        "用 Excel 批量导入",
        "下载模板、试导入、按标出的错误修改、再次导入",
        (Shot("imports", "批量导入", _FIRM, "/enterprise/imports/"),),
    ),
    Chapter(
        "after",
        "提交之后：跟踪、撤回、补正",
        "办件到了哪一步，怎样撤回，被退回后怎样修改",
        (Shot("home", "企业首页", _FIRM, "/enterprise/"),),
    ),
    Chapter(
        "grades",
        "数据等级、升级与全国平台",
        "C、B、A 级由谁确认，怎样申请更高等级，何时推送全国平台",
        (Shot("graded", "已确认的项目", _FIRM, "/enterprise/projects/{shown}/"),),
    ),
    Chapter(
        "errata",
        "勘误：已确认的信息有误",
        "怎样提出更正需求，由谁逐级办理，更正后在哪里注明",
        (Shot("errata", "企业的更正需求", _FIRM, "/enterprise/errata/"),),
    ),
    Chapter(
        "review",
        "主管部门：审核与确认",
        "领取办件、核对材料、作出决定，以及询问、回避和期限",
        (Shot("queue", "待办", "nanguan", "/authority/?tab=unit"),),
    ),
    Chapter(
        "province",
        "省级管理：对接、推送与定时任务",
        "审批系统的报文有疑义怎么办，推送全国平台不通怎么办，直接推送，定时任务",
        (
            Shot("province-intake", "审批系统对接", _KEEPER, "/province/intake/"),
            Shot("province-message", "一条待处理的报文", _KEEPER, "/province/intake/{waiting}/"),
            Shot("province-delivery", "推送全国平台", _KEEPER, "/province/delivery/"),
            Shot("province-direct", "直接推送", _KEEPER, "/province/delivery/direct/"),
            Shot("province-jobs", "定时任务", _KEEPER, "/province/jobs/"),
        ),
    ),
    Chapter(
        "audit",
        "审计监督：查阅与核验历史",
        "变化记录、确认后的变化、某一天的样子、审核线索，以及不必相信系统也能做的核验",
        (
            Shot("audit-timeline", "一个项目的变化记录", _AUDITOR, "/audit/projects/{shown}/"),
            Shot("audit-afterwards", "确认后的变化", _AUDITOR, "/audit/afterwards/"),
            Shot("audit-as-of", "截至某一时刻的状态", _AUDITOR, "/audit/as-of/projects/{shown}/"),
            Shot("audit-signals", "审核线索", _AUDITOR, "/audit/signals/"),
            Shot("audit-verify", "核验页，任何人都能打开", "", "/public/verify/"),
        ),
    ),
)
BY_SLUG = {chapter.slug: chapter for chapter in CHAPTERS}
SHOTS: tuple[Shot, ...] = tuple(shot for chapter in CHAPTERS for shot in chapter.shots)

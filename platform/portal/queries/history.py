"""The ledger in the words of the people who read it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.queries import Act
from common.clock import SHANGHAI
from portal.queries.labels import Names, labels_of, model_name, names_among
from portal.queries.wording import ROLES, Change, actor_in_words, changes_in_words

ACTIONS = {
    "audit.check_history": "核验历史",
    "accounts.accept_invitation": "接受邀请",
    "accounts.change_role": "改任企业人员",
    "accounts.end_due_appointments": "收回到期任职的权限",
    "accounts.end_membership": "停用企业人员",
    "accounts.invite": "邀请企业人员",
    "accounts.mark_read": "阅读通知",
    "accounts.register_enterprise": "企业登记",
    "accounts.remove_qualification": "移出企业资质",
    "accounts.remove_registration": "移出注册人员",
    "accounts.reveal_number": "查看证件号码",
    "accounts.erase_number": "删除证件号码",
    "accounts.propose_erasure": "提议删除证件号码",
    "accounts.drop_erasure": "撤下删除证件号码的提议",
    "accounts.read_download": "下载",
    "accounts.read_export": "导出",
    "accounts.read_search": "检索历史",
    "accounts.read_timeline": "查阅历史",
    "accounts.revoke_invitation": "撤销邀请",
    "accounts.save_qualification": "填写企业资质",
    "accounts.save_registration": "填写注册人员",
    "accounts.send_due_notices": "发送通知",
    "accounts.set_notice_wishes": "修改通知设置",
    "accounts.set_requires_check": "设定提交方式",
    "accounts.start_reset": "开始重设密码",
    "accounts.set_new_password": "设定新密码",
    "accounts.approve_claim": "准予登记企业",
    "accounts.refuse_claim": "不予登记企业",
    "accounts.load_calendar": "导入工作日历",
    "accounts.set_lead_department": "登记牵头部门和权限划分",
    "accounts.set_handling_period": "登记办理周期",
    "accounts.set_line": "登记业务条线对应",
    "accounts.name_person": "登记专人",
    "accounts.end_person": "终止专人登记",
    "accounts.declare_relation": "申报利害关系",
    "accounts.end_relation": "终止利害关系",
    "projects.start_project": "开始填报项目",
    "projects.save_project": "修改项目基本信息",
    "projects.save_tender": "填写招投标信息",
    "projects.save_contract": "填写合同登记信息",
    "projects.save_drawing_review": "填写施工图审查信息",
    "projects.save_permit": "填写施工许可（开工报告）",
    "projects.save_completion": "填写竣工验收（备案）",
    "projects.save_unit": "填写单位工程",
    "projects.save_participant": "填写参建单位",
    "projects.save_indicators": "填写企业业绩技术指标",
    "projects.save_personal": "填写个人业绩",
    "projects.save_exemption": "填写不适用声明",
    "confirmation.set_rule": "设定规则",
    "projects.import": "批量导入",
    "projects.attach": "上传附件",
    "projects.scan_due_papers": "扫描附件病毒",
    "projects.enrol_forgotten": "登记待扫描附件",
    "projects.reuse": "选用已上传的附件",
    "projects.give_reasons": "说明系统核对的疑点",
    "projects.remove": "移除附件",
    "projects.resume_legacy_project": "开始重新申报历史D级项目",
    "projects.resume_legacy_record": "填写历史D级环节信息",
    "confirmation.submit": "提交办件",
    "confirmation.withdraw": "撤回办件",
    "confirmation.handover": "移交办件",
    "confirmation.lower": "退回下级复核",
    "confirmation.report": "复核上报",
    "confirmation.propose": "提出撤销确认",
    "confirmation.reverse": "撤销确认",
    "confirmation.uphold": "维持确认",
    "confirmation.prove": "上传核对材料",
    "confirmation.answer_defect": "答复退回的问题",
    "confirmation.add_reason": "增加理由模板",
    "confirmation.end_reason": "停用理由模板",
    "confirmation.ask_to_withdraw": "申请撤回办件",
    "confirmation.load_legacy": "装入历史信息",
    "confirmation.undo_legacy": "撤销装入的批次",
    "confirmation.tell_of_arrivals": "告知企业全国平台已接收",
    "confirmation.claim": "领取办件",
    "confirmation.claim_next": "按顺序领取办件",
    "confirmation.release": "释放办件",
    "confirmation.free": "释放他人办件",
    "confirmation.assign": "转交本单位人员",
    "confirmation.remind": "提醒企业",
    "confirmation.save_filter": "保存筛选",
    "confirmation.remove_filter": "删除已存筛选",
    "confirmation.set_queue": "设定待办列表",
    "confirmation.set_bulk_confirm": "设定批量确认",
    "confirmation.sign": "初审通过",
    "confirmation.confirm": "确认定级",
    "confirmation.return": "退回补正",
    "confirmation.refuse": "不予确认",
    "confirmation.ask": "询问企业",
    "confirmation.answer": "答复询问",
    "confirmation.close_question": "关闭询问",
    "confirmation.step_aside": "回避",
    "confirmation.urge": "督办",
    "confirmation.open_lead": "立为线索",
    "confirmation.reply_to_lead": "说明线索",
    "confirmation.end_lead": "办结线索",
    "confirmation.draw_recheck": "抽取复核样本",
    "confirmation.record_recheck": "记录复核结果",
    "confirmation.recount_clocks": "重新计算办理期限",
    "confirmation.warn_units": "提醒即将到期和超期办件",
    "errata.open_case": "虚假信息立案",
    "errata.link_project": "虚假信息案列入项目",
    "errata.say_what_is_wrong": "写明存在问题",
    "errata.add_case_paper": "上传虚假信息案材料",
    "errata.case_notify": "告知企业涉嫌虚假",
    "errata.case_reply": "企业陈述意见",
    "errata.case_propose": "提出虚假认定",
    "errata.case_decline": "退回调查",
    "errata.case_find": "认定虚假并公示",
    "errata.case_drop": "不予认定虚假",
    "errata.case_appeal": "企业申请复核",
    "errata.case_uphold": "复核维持认定",
    "errata.case_revoke": "复核撤销认定",
    "errata.begin": "起草勘误",
    "errata.propose_changes": "填写更正内容",
    "errata.set_grounds": "说明更正依据",
    "errata.add_evidence": "上传勘误证明材料",
    "errata.remove_evidence": "移除勘误证明材料",
    "errata.replace_paper": "填写附件替换",
    "errata.drop_replacement": "撤下附件替换",
    "errata.request": "提出更正需求",
    "errata.withdraw": "撤回勘误",
    "errata.file": "提交勘误申请",
    "errata.consent": "同意勘误",
    "errata.approve": "审批同意勘误",
    "errata.return": "退回补充勘误",
    "errata.refuse": "不予勘误",
    "errata.execute": "执行勘误",
    "errata.verify": "核验勘误",
    "errata.object": "勘误核验不符",
    "errata.propose_exception": "提出新竣工项目勘误例外",
    "errata.confirm_exception": "同意新竣工项目勘误例外",
    "national.begin": "开始报送全国平台",
    "national.send_now": "立即推送全国平台",
    "national.settle": "全国平台报送结果",
    "national.push_directly": "直接推送",
    "national.hold": "暂停推送",
    "national.release": "恢复推送",
    "national.replay": "重送搁置的消息",
    "national.send_anew": "以新版本报送",
    "national.settle_difference": "处理核对差异",
    "national.compare": "与全国平台核对",
    "portal.load_reference": "载入基础数据",
    "portal.demo": "载入演示数据",
    "grading.open_window": "开设补录时间窗口",
    "confirmation.receive_intake": "接收对接报文",
    "confirmation.take_in": "系统对接入库并定级",
    "confirmation.replay_intake": "对接报文重新入库",
    "confirmation.replay_intake_batch": "成批重新入库",
    "confirmation.match_intake": "指定对接代码对照",
    "confirmation.end_intake_mapping": "停用对接代码对照",
    "confirmation.link_intake": "关联对接信息",
    "confirmation.dismiss_intake": "办结对接报文",
    "migrate": "系统升级",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline, as ``components/timeline.html`` shows it.

    :param is_cut: the act changed more rows than are told.
    :param project: its name, where the page is not about one project.
    :param links: label and address.
    """

    at: str
    datetime: str
    action: str
    actor: str
    role: str
    unit: str
    object: str
    reason: str
    grade: str
    changes: list[Change]
    is_cut: bool
    subject: str
    project: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)


def entries_of(acts: Iterable[Act]) -> list[Entry]:
    """Acts in words. One query: for what people, units and places are called."""
    listed = list(acts)
    values = [
        (one.table, one.column, value) for act in listed for one in act.changes for value in (one.before, one.after)
    ]
    names = names_among(values)
    return [_entry(act, names) for act in listed]


def _entry(act: Act, names: Names) -> Entry:
    tables = {change.table: labels_of(change.table) for change in act.changes}
    return Entry(
        at=act.recorded_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
        datetime=act.recorded_at.isoformat(),
        action=ACTIONS.get(act.action, act.action),
        actor=actor_in_words(act.actor_name, act.role),
        role=ROLES.get(act.role, act.role),
        unit=act.unit,
        object="、".join(model_name(table) for table in tables),
        reason=act.reason,
        grade=_grade(act),
        changes=changes_in_words(act.changes, tables, names),
        is_cut=act.is_cut,
        subject=act.subject,
    )


def _grade(act: Act) -> str:
    graded = [str(change.after) for change in act.changes if change.column == "grade" and change.after]
    return max(graded, default="") if "confirm" in act.action else ""

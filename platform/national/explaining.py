"""What went wrong with a delivery, in words that say what to do (X21)."""

from collections.abc import Mapping
from dataclasses import dataclass

from national.models import Failure

_CHECK_THE_RECORD = "信息有误的按勘误程序更正，更正后以新版本推送；信息无误的由技术支持核对接口"
_SUPPORT = "由技术支持核对接口约定后重送"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Cause, the field that it concerns if any, and the next step."""

    cause: str
    where: str
    next_step: str


OF_FAILURES: Mapping[Failure, tuple[str, str]] = {
    Failure.UNREACHABLE: ("网络不通或全国平台停机", "不需要操作，恢复后自动送达；持续不通的联系全国平台运维"),
    Failure.BUSY: ("全国平台繁忙，要求稍后再送", "不需要操作，到时自动再送"),
    Failure.BROKEN: ("已发出，但没有得到完整应答", "不需要操作，将以同一幂等键再送，不会重复入库"),
    Failure.NOT_ACCEPTED: ("全国平台没有受理请求", "核对接入密钥和服务器时间；改正后自动再送"),
    Failure.BAD_RECEIPT: ("回执未通过核验，不能作为送达依据", "核对全国平台的回执密钥是否已更换；更换后自动再送"),
    Failure.GAP: ("全国平台缺少该项目的前一版本", "不需要操作，前一版本已自动补送"),
    Failure.IDENTITY: ("人员证件号码暂时无法取得", "核对证件号码保险库；恢复后自动再送"),
    Failure.REFUSED: ("全国平台退回数据", "逐条查看退回的内容"),
    Failure.CONFLICT: ("全国平台已有同一版本的不同内容", "核对全国平台所存内容后，以新版本报送"),
}
OF_REFUSALS: Mapping[str, tuple[str, str]] = {
    "MISSING": ("必填内容为空", _CHECK_THE_RECORD),
    "TOO_LONG": ("内容超过全国平台允许的长度", _CHECK_THE_RECORD),
    "NOT_A_CODE": ("代码不在全国平台的字典内", "核对字典是否已按全国平台更新；" + _CHECK_THE_RECORD),
    "NOT_A_NUMBER": ("数值的整数位或小数位超出约定", _CHECK_THE_RECORD),
    "NOT_A_DATE": ("日期格式不符", _CHECK_THE_RECORD),
    "WRONG_TYPE": ("内容类型不符", _SUPPORT),
    "GRADE_D": ("未经确认的数据不能推送", _SUPPORT),
    "UNKNOWN_TABLE": ("全国平台没有这张数据表", _SUPPORT),
    "ONE_PROJECT": ("工程基本信息应有且只有一条", _SUPPORT),
    "ENVELOPE": ("报文不符合约定", _SUPPORT),
    "WRONG_KEY": ("幂等键或版本与报文不符", _SUPPORT),
}


def explained(failure: str, refusals: list[Mapping[str, str]]) -> list[Explanation]:
    """Why a message has not arrived; empty while nothing went wrong. A code of which nothing is known goes to support.

    :param refusals: as the platform gave them: code, where and message.
    """
    if not failure:
        return []
    if failure == Failure.REFUSED and refusals:
        return [_of_refusal(one) for one in refusals]
    cause, next_step = OF_FAILURES[Failure(failure)]
    return [Explanation(cause, "", next_step)]


def _of_refusal(one: Mapping[str, str]) -> Explanation:
    unknown = (f"未登记的退回代码“{one['code']}”：{one['message']}", "附原文转技术支持登记")
    cause, next_step = OF_REFUSALS.get(one["code"], unknown)
    return Explanation(cause, one["where"], next_step)

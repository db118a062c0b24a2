"""What the demo's projects say: made up, and well-formed to the last check character."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Division, Enterprise
from common.identifiers import credit_code_check, identity_number_check, investment_code_check
from portal.demo.papers import paper
from projects.models import Completion, ConstructionPermit, Project, StageRecord
from projects.rules.dictionaries import Sector

OWNER_BODY = "91220102MA17EXAM5"
SURVEYOR = ("吉林省吉城勘察设计有限公司", "91220102MA0JCKC03")
SUPERVISOR = ("吉林省松江工程监理有限公司", "91220203MA0TJJN02")

_MANAGERS = ("张建国", "王志强", "刘海波", "赵春生", "孙立新", "周文斌", "吴晓峰", "郑长河")
_MANAGERS_FROM = 300  # serials of their numbers


@dataclass(frozen=True, slots=True)
class Plan:
    """One project of the demo and how far it has come: DRAFT, WAITING, RETURNED, C or B."""

    name: str
    division: str
    sector: Sector
    purpose: str
    investment: str
    area: str
    filer: str
    reached: str
    finished: bool = True
    prepared: bool = False
    scale: str = ""


PLANS: tuple[Plan, ...] = (
    Plan("长春市南关区幸福里住宅小区一期", "220102", Sector.HOUSING, "100", "38600", "92500", "shigong", "C",
         prepared=True, scale="住宅楼14栋，地上18层，地下1层，配套幼儿园1栋"),
    Plan("长春市南关区第七十二中学教学楼", "220102", Sector.HOUSING, "304", "9800", "21600", "shigong", "WAITING",
         prepared=True, scale="教学楼1栋，地上5层，建筑面积21600平方米"),
    Plan("长春市净月大街污水提升泵站及管网工程", "220102", Sector.MUNICIPAL, "011", "6200", "", "shigong", "WAITING",
         finished=False, scale="泵站1座，设计规模4万吨/日，配套DN1200管网3.2公里"),
    Plan("长春市南关区社区卫生服务中心", "220102", Sector.HOUSING, "304", "3100", "6800", "shigong", "RETURNED",
         scale="地上4层，建筑面积6800平方米"),
    Plan("农安县合隆镇安置住宅工程", "220122", Sector.HOUSING, "100", "17500", "54000", "shigong", "B",
         scale="住宅楼8栋，地上11层"),
    Plan("农安县体育馆新建项目", "220122", Sector.HOUSING, "300", "12400", "18800", "shigong", "WAITING",
         scale="体育馆1座，网架跨度60米，座席3200个"),
    Plan("梅河口市滨河商业综合体", "220581", Sector.HOUSING, "302", "26800", "61200", "shigong", "B",
         scale="商业综合体1栋，地上6层，地下2层"),
    Plan("长白山池北区游客集散中心", "229011", Sector.HOUSING, "303", "8600", "15300", "shigong", "WAITING",
         scale="集散中心1栋，地上3层"),
    Plan("吉林市龙潭区芳烃联合装置安装工程", "220203", Sector.PETROCHEMICAL, "700", "52000", "", "shihua", "WAITING",
         scale="60万吨/年芳烃联合装置设备、管道、电仪安装"),
    Plan("长春市高新区研发办公楼", "220173", Sector.HOUSING, "301", "15600", "33000", "shigong", "DRAFT",
         scale="办公楼1栋，地上12层"),
)  # fmt: skip


def project_facts(plan: Plan, serial: int) -> dict[str, Any]:
    """Basic information."""
    body = f"2103{plan.division}0401{serial:05d}"
    digits = body + investment_code_check(body)
    return {
        "name": plan.name,
        "investment_code": f"{digits[:4]}-{digits[4:10]}-{digits[10:12]}-{digits[12:14]}-{digits[14:]}",
        "sector": plan.sector,
        "owner_name": "吉林省宏远城市建设投资有限公司",
        "owner_code": OWNER_BODY + credit_code_check(OWNER_BODY),
        "division": Division.objects.get(code=plan.division),
        "address": f"{plan.name.split('市')[0]}市示例路{serial}号",
        "approval_kind": "02",
        "approval_number": f"长发改审批〔2021〕{30 + serial}号",
        "approval_level": "003",
        "approval_authority": "长春市发展和改革委员会",
        "approved_on": date(2021, 3, 15),
        "land_permit_number": f"地字第22010020210{serial:02d}号",
        "planning_permit_number": f"建字第22010020210{serial:02d}号",
        "investment_nature": "100",
        "fund_source": "国有企业自筹",
        "state_share": Decimal("100"),
        "total_investment": Decimal(plan.investment),
        "total_area": Decimal(plan.area) if plan.area else None,
        "total_length": Decimal("3200") if plan.sector == Sector.MUNICIPAL else None,
        "construction_nature": "001",
        "purpose": plan.purpose,
        "scale": plan.scale,
        "is_key_project": False,
        "planned_start_on": date(2021, 5, 1),
        "planned_end_on": date(2023, 6, 30),
        "remark": "",
    }


def permit_facts(plan: Plan, serial: int, enterprise: Enterprise) -> dict[str, Any]:
    """A permit in which ``enterprise`` is the contractor."""
    return {
        "kind": "2" if plan.sector == Sector.PETROCHEMICAL else "1",
        "name": f"{plan.name}施工总承包",
        "paper_number": f"{plan.division}202106{serial:02d}0101",
        "released_on": date(2021, 6, 1) + timedelta(days=serial),
        "issued_by": "南关区住房和城乡建设局",
        "contract_amount": Decimal(plan.investment) * Decimal("0.7"),
        "area": Decimal(plan.area) if plan.area else None,
        "length": None,
        "span": None,
        "scale": plan.scale,
        "contract_days": 720,
        "surveyor_name": SURVEYOR[0],
        "surveyor_code": SURVEYOR[1] + credit_code_check(SURVEYOR[1]),
        "designer_name": SURVEYOR[0],
        "designer_code": SURVEYOR[1] + credit_code_check(SURVEYOR[1]),
        "contractor_name": enterprise.name,
        "contractor_code": enterprise.credit_code,
        "supervisor_name": SUPERVISOR[0],
        "supervisor_code": SUPERVISOR[1] + credit_code_check(SUPERVISOR[1]),
        "safety_permit_number": "（吉）JZ安许证字〔2020〕000101",
        "project_manager_name": manager_name(serial),
        "project_manager_document": "1",
        "project_manager_number": manager_number(serial),
        "chief_supervisor_name": "李春梅",
        "chief_supervisor_document": "1",
        "chief_supervisor_number": nobodys_number(2),
        "remark": "",
    }


def completion_facts(plan: Plan, serial: int, permit: StageRecord) -> dict[str, Any]:
    """A completion filing of ``permit``."""
    return {
        "permit": permit,
        "kind": "1" if plan.sector == Sector.PETROCHEMICAL else "2",
        "name": f"{plan.name}竣工验收备案",
        "paper_number": f"竣备2023-{100 + serial}",
        "started_on": date(2021, 6, 20),
        "finished_on": date(2023, 9, 1) + timedelta(days=serial),
        "actual_cost": Decimal(plan.investment) * Decimal("0.72"),
        "actual_area": Decimal(plan.area) if plan.area else None,
        "length": None,
        "span": None,
        "actual_scale": plan.scale,
        "structure_system": "004" if plan.sector == Sector.HOUSING else "",
        "testing_agency_name": "",
        "testing_agency_code": "",
        "remark": "",
    }


def manager_name(serial: int) -> str:
    """The project manager of a demo project: nobody manages two sites at once."""
    return _MANAGERS[serial % len(_MANAGERS)]


def manager_number(serial: int) -> str:
    """His made-up identity number."""
    return nobodys_number(_MANAGERS_FROM + serial)


def nobodys_number(serial: int) -> str:
    """A resident's number that is well-formed and nobody's."""
    # Born on 1900-01-01: well-formed, and nobody's who is alive (domain.md 3.5).
    body = f"22010219000101{serial:03d}"
    return body + identity_number_check(body)


def scan(project: Project, record: StageRecord) -> bytes:
    """The made-up paper of a record."""
    if isinstance(record, ConstructionPermit):
        lines = [
            f"编号：{record.paper_number}",
            f"工程名称：{record.name}",
            f"施工单位：{record.contractor_name}",
            f"合同价格：{record.contract_amount}万元",
            f"发证日期：{record.released_on}",
        ]
        return paper(record.get_kind_display(), lines)
    if isinstance(record, Completion):
        lines = [
            f"编号：{record.paper_number}",
            f"工程名称：{record.name}",
            f"竣工日期：{record.finished_on}",
            f"工程造价：{record.actual_cost}万元",
        ]
        return paper(f"{record.get_kind_display()}表", lines)
    lines = [
        f"文号：{project.approval_number}",
        f"项目名称：{project.name}",
        f"项目代码：{project.investment_code}",
        f"建设单位：{project.owner_name}",
        f"批复机关：{project.approval_authority}",
        f"批复日期：{project.approved_on}",
    ]
    return paper("立项批复文件", lines)

"""Code lists of tenders and contracts (domain.md 4.8, 4.8b, 4.9). Stored values are the national codes."""

from django.db import models


class TenderClass(models.TextChoices):
    """招标类型, TBTENDERCLASSDIC (4.8): decides the letters of the tender's number."""

    SURVEY = "001", "勘察"
    DESIGN = "002", "设计"
    CONSTRUCTION = "003", "施工"
    SUPERVISION = "004", "监理"
    DESIGN_BUILD = "005", "设计施工一体化"
    GENERAL_CONTRACTING = "006", "工程总承包"
    PROJECT_MANAGEMENT = "007", "项目管理"
    WHOLE_PROCESS = "010", "全过程工程咨询"
    OTHER = "011", "其他"


# Tenders that are won with a named person: the project manager, or the chief supervising engineer (2.3).
MANAGED_TENDERS = frozenset({TenderClass.CONSTRUCTION, TenderClass.SUPERVISION})


class TenderMethod(models.TextChoices):
    """招标方式, TBTENDERTYPEDIC (4.9)."""

    OPEN = "001", "公开招标"
    INVITED = "002", "邀请招标"
    DIRECT = "003", "直接委托（直接发包）"
    OTHER = "099", "其他"


class ContractType(models.TextChoices):
    """合同类别, TBCONTRACTTYPEDIC (4.8b): decides the letters of the contract's number."""

    SURVEY = "100", "勘察"
    DESIGN = "200", "设计"
    MAIN_CONTRACT = "301", "施工总包"
    SUBCONTRACT = "302", "施工分包"
    LABOUR = "303", "施工劳务"
    SUPERVISION = "400", "监理"
    DESIGN_BUILD = "500", "设计施工一体化"
    GENERAL_CONTRACTING = "600", "工程总承包"
    PROJECT_MANAGEMENT = "700", "项目管理"
    WHOLE_PROCESS = "800", "全过程工程咨询"
    OTHER = "900", "其他"


# Codes that the standard has retired: older records have them and are read, a new record is not offered them.
RETIRED_CODES: frozenset[str] = frozenset({TenderClass.DESIGN_BUILD, ContractType.DESIGN_BUILD})

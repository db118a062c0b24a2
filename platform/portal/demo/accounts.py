"""The demo province's accounts: one per role, named on the log-in page and by ``manage.py demo --accounts``."""

from dataclasses import dataclass

PASSWORD = "jilin-demo-2024"  # noqa: S105 - a demonstration's, printed on its log-in page


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account of the demo."""

    role: str
    username: str
    note: str
    password: str = PASSWORD


DEMO_ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount("施工企业管理员", "shigong", "吉林省长白建设集团有限公司"),
    DemoAccount("施工企业内部审核人", "shenhe", "吉林省长白建设集团有限公司"),
    DemoAccount("施工企业填报人", "tianbao", "吉林省长白建设集团有限公司"),
    DemoAccount("监理企业管理员", "jianli", "吉林省松江工程监理有限公司"),
    DemoAccount("县级审核人员", "nanguan", "南关区住房和城乡建设局 建管"),
    DemoAccount("另一县审核人员", "nongan", "农安县住房和城乡建设局 建管"),
    DemoAccount("市级审核人员", "changchun", "长春市城乡建设委员会 建管"),
    DemoAccount("市级审核人员（梅河口）", "meihekou", "梅河口市住房和城乡建设局 建管"),
    DemoAccount("省级审核人员（初审）", "sheng1", "吉林省住房和城乡建设厅 建管"),
    DemoAccount("省级审核人员（复审）", "sheng2", "吉林省住房和城乡建设厅 建管"),
    DemoAccount("审计监督人员", "shenji", "吉林省住房和城乡建设厅"),
    DemoAccount("省级管理员", "guanli", "吉林省住房和城乡建设厅"),
    DemoAccount("省级管理员（两人办理的事项）", "guanli2", "吉林省住房和城乡建设厅"),
    DemoAccount("技术支持", "jishu", "省平台技术支持单位"),
    DemoAccount("技术支持（勘误执行）", "zhichi", "省平台技术支持单位"),
    DemoAccount("技术支持（勘误核验）", "zhichi2", "省平台技术支持单位"),
)

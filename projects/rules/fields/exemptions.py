"""Fields of a declaration that something is not needed. The data standard has no table for it (A-05, A-06)."""

from projects.rules.fields.entry import Section, entry

EXEMPTION = (
    Section(
        "声明",
        (
            entry("stands_for", dictionary="EXEMPT_RECORD", help="经主管部门确认后，该环节按不适用处理"),
            entry("ground", dictionary="EXEMPTION_GROUND"),
            entry("explanation", help="写明具体情况和所依据的文件；理由为“其他”的必填"),
            entry("paper_number"),
            entry("remark"),
        ),
    ),
)

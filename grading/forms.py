"""Whether a filing window was typed well."""

from typing import ClassVar

from django import forms

from grading.models import FilingWindow


class WindowForm(forms.ModelForm[FilingWindow]):
    """A filing window; "before" is strict, the last day is included."""

    class Meta:
        model = FilingWindow
        fields: ClassVar[list[str]] = [
            "code",
            "clause",
            "finished_before",
            "released_before",
            "opens_on",
            "confirm_by",
            "is_example",
        ]
        help_texts: ClassVar[dict[str, str]] = {
            "clause": "窗口所依据的文件和条款，凡由此窗口决定推送之处都会显示",
            "finished_before": "已竣工项目：竣工日期早于此日（不含当日）",
            "released_before": "未竣工项目：许可日期早于此日（不含当日）",
            "confirm_by": "首次确认的最后一日（含当日）",
            "is_example": "仅供演示，显示时注明“示例窗口”",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "data-size": "s"})
            for name in ("finished_before", "released_before", "opens_on", "confirm_by")
        }

"""The form with which a workbook is sent in."""

from django import forms

from projects.models import ImportMode
from projects.workbooks.opening import BYTES_AT_MOST


class WorkbookForm(forms.Form):
    """A workbook, and what happens to its sound rows when others are faulty."""

    file = forms.FileField(
        label="填写好的模板",
        allow_empty_file=True,
        help_text=f"Excel 工作簿（.xlsx），不超过{BYTES_AT_MOST // 1024 // 1024}MB，每张表不超过5万行",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择要上传的文件"},
    )
    mode = forms.ChoiceField(
        label="有错误时",
        choices=[
            (ImportMode.ALL_OR_NOTHING, "全部正确才导入：有一行有误，就一行也不导入"),
            (ImportMode.ROW_BY_ROW, "逐行导入：正确的行先导入，有误的行改正后再上传"),
        ],
        initial=ImportMode.ALL_OR_NOTHING,
        widget=forms.RadioSelect,
    )
    is_rehearsal = forms.BooleanField(
        label="只检查，不导入", required=False, help_text="先看有没有错误；不会保存任何内容"
    )

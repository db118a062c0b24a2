"""Whether entries of the register are well-formed (A03)."""

from django import forms

from accounts.forms.fields import WrittenDate
from accounts.rules import BusinessLine, EnterpriseKind

_LINES = [("", "全部条线"), *BusinessLine.choices]


def _from() -> WrittenDate:
    return WrittenDate(label="自")


class LeadForm(forms.Form):
    """Lead department and division of rights."""

    name = forms.CharField(label="牵头部门", max_length=100)
    phone = forms.CharField(label="办公电话", max_length=40, required=False, help_text="向企业和社会公布")
    division_of_rights = forms.CharField(
        label="审核确认权限划分", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    basis = forms.CharField(label="依据", max_length=200, help_text="如：工作方案文号")
    starts_on = _from()


class PeriodForm(forms.Form):
    """Handling period of one line or of all."""

    business_line = forms.ChoiceField(label="业务条线", choices=_LINES, required=False)
    days = forms.IntegerField(label="办理周期（工作日）", min_value=1, max_value=250)
    near_due_days = forms.IntegerField(label="提前提醒（工作日）", min_value=0, max_value=50, initial=2)
    basis = forms.CharField(label="依据", max_length=200)
    starts_on = _from()


class LineForm(forms.Form):
    """Which department handles a kind of enterprise."""

    enterprise_kind = forms.ChoiceField(label="企业类别", choices=EnterpriseKind.choices)
    business_line = forms.ChoiceField(label="业务条线", choices=BusinessLine.choices)
    basis = forms.CharField(label="依据", max_length=200)
    starts_on = _from()


class PersonForm(forms.Form):
    """A named person with a duty."""

    name = forms.CharField(label="姓名", max_length=50)
    duty = forms.CharField(label="职责", max_length=200)
    phone = forms.CharField(label="电话", max_length=40, required=False)
    business_line = forms.ChoiceField(label="业务条线", choices=_LINES, required=False)
    starts_on = _from()


class BulkForm(forms.Form):
    """Up to how many cases the authority confirms at once."""

    at_most = forms.IntegerField(
        label="一次最多确认件数",
        min_value=0,
        help_text="0为关闭；只有系统核对无疑点、附件均已打开、单人签署且不含基本信息的办件可以批量确认",
    )
    reason = forms.CharField(label="理由", max_length=300)
    starts_on = _from()


class CalendarForm(forms.Form):
    """A year's list of holidays and make-up days."""

    year = forms.IntegerField(label="年度", min_value=2024, max_value=2100)
    source = forms.CharField(label="依据文件", max_length=100, help_text="如：国办发明电〔2025〕7号")
    text = forms.CharField(
        label="放假和调休上班日期",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="每行一个日期：2027-01-01,放假；2027-02-07,调休上班。周末休息不必列出",
    )
    file = forms.FileField(label="或上传CSV文件", required=False)

    def clean_file(self) -> str:
        """The file's text; empty without one."""
        given = self.cleaned_data["file"]
        if given is None:
            return ""
        if given.size > 100_000:
            raise forms.ValidationError("文件不超过100KB，请核对是否为日期清单")
        try:
            return bytes(given.read()).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("文件不是UTF-8编码的CSV，请另存后再上传") from None

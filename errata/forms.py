"""Is what was sent about an erratum well-formed?"""

from typing import Any

from django import forms
from django.conf import settings

from accounts.forms.fields import WrittenDate
from errata.rules.corrections import LETTER_OF, Action
from projects.rules.papers import in_words

SAVE = "SAVE"
_LETTER = ("letter_number", "dated_on", "file")


class ActForm(forms.Form):
    """An act on an erratum: opinion, and the official document where one goes with it."""

    use_required_attribute = False

    action = forms.ChoiceField(choices=[(SAVE, "保存"), *Action.choices], widget=forms.HiddenInput)
    version_seen = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    letter_number = forms.CharField(
        label="文号",
        max_length=100,
        help_text="例如 长住建函〔2026〕12号",
        widget=forms.TextInput(attrs={"data-size": "m"}),
    )
    dated_on = WrittenDate(label="成文日期", help_text="公文上的日期，不晚于今天")
    file = forms.FileField(label="公文扫描件", help_text="PDF、JPG 或 PNG")
    note = forms.CharField(
        label="意见",
        max_length=2000,
        required=False,
        help_text="退回补充、不予勘误、撤回和核验不符须写明理由",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, with_letter: bool = False, letter: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_letter:
            for name in _LETTER:
                del self.fields[name]
            return
        self.fields["file"].label = letter
        self.fields["letter_number"].label = f"{letter}文号"
        self.fields["file"].error_messages["required"] = f"请上传{letter}"

    def full_clean(self) -> None:
        """The document goes with the acts that need one; the marks 必填 stay whichever button was pressed."""
        asked = [name for name in _LETTER if name in self.fields]
        needs = self.is_bound and self.data.get("action") in LETTER_OF
        for name in asked:
            self.fields[name].required = needs
        super().full_clean()
        for name in asked:
            self.fields[name].required = True


class GroundsForm(forms.Form):
    """Why an erratum is needed, and why each field: ``ground_<item>``."""

    use_required_attribute = False

    ground = forms.CharField(
        label="总体说明", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, grounds: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in grounds.items():
            self.fields[name] = forms.CharField(
                label=label, max_length=500, required=False, widget=forms.TextInput(attrs={"maxlength": 500})
            )


class EvidenceForm(forms.Form):
    """A piece of evidence."""

    file = forms.FileField(
        label="证明材料",
        help_text="PDF、JPG 或 PNG；如批准文件、合同、验收备案表等原件的扫描件",
        widget=forms.ClearableFileInput(attrs={"data-mark": "上传时必选"}),
    )


class ReplacementForm(forms.Form):
    """Which paper is replaced, by which file, and where that comes from.

    :param papers: those that may be chosen: a guid and words.
    """

    use_required_attribute = False

    paper = forms.ChoiceField(
        label="要替换的附件",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择要替换的附件", "invalid_choice": "该附件不能替换，请刷新页面后重新选择"},
    )
    file = forms.FileField(label="新附件", error_messages={"required": "请选择新附件"})
    ground = forms.CharField(
        label="新附件的来源",
        max_length=500,
        error_messages={"required": "请说明新附件的来源"},
        help_text="例如：档案馆存原件重新扫描；不少于5个字",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, papers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper = self.fields["paper"]
        assert isinstance(paper, forms.ChoiceField)
        paper.choices = papers
        paper.initial = papers[0][0] if len(papers) == 1 else None
        file = self.fields["file"]
        file.widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png"
        file.help_text = f"PDF、JPG 或 PNG，不超过{in_words(settings.UPLOAD_MAX_BYTES)}；种类、环节与原附件相同"


class BeginForm(forms.Form):
    """The project about which an authority begins an erratum, or records an exception."""

    number = forms.RegexField(
        r"^[0-9]{16}$",
        label="项目编号",
        max_length=16,
        error_messages={"invalid": "请填写16位项目编号"},
        widget=forms.TextInput(attrs={"data-size": "m"}),
    )


class ExceptionForm(BeginForm):
    """An exception for a project completed after the notice."""

    reason = forms.CharField(label="特殊情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

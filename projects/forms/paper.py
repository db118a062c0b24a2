"""The form of one paper."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from projects.rules.dictionaries import REQUIRED_ATTACHMENTS, AttachmentKind, Stage


class PaperForm(forms.Form):
    """One paper at a time (gd6)."""

    kind = forms.ChoiceField(label="材料种类")
    file = forms.FileField(label="选择文件", help_text="PDF、JPG 或 PNG，单个文件不超过50MB")

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        required = REQUIRED_ATTACHMENTS[stage]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(choice.value, choice.label) for choice in (required, AttachmentKind.OTHER)]
        self.fields["file"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png"

    def upload(self) -> "UploadedFile[Any]":
        """The file as received."""
        found = self.cleaned_data["file"]
        assert isinstance(found, UploadedFile)
        return found

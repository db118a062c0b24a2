"""The form of papers: one or several files of one kind."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from projects.rules.dictionaries import AttachmentKind
from projects.rules.papers import in_words


class SeveralFilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """A list of files. An empty one passes here: the store refuses it by its name, and takes the others."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """The files as received; none at all is the error of a field left empty."""
        one = super().clean
        given = data if isinstance(data, list | tuple) else [data]
        return [one(file, initial) for file in given] if given else [one(None, initial)]


class PaperForm(forms.Form):
    """One kind of paper at a time (gd6), in one or several files; when it replaces an older one, exactly one file.

    :param only: the kinds that may be added to a record that came back; None for all that it takes.
    """

    kind = forms.ChoiceField(label="材料种类")
    file = SeveralFilesField(label="选择文件", allow_empty_file=True, error_messages={"required": "请选择要上传的文件"})

    def __init__(
        self,
        *args: Any,
        offered: Sequence[AttachmentKind],
        replacing: bool = False,
        only: Collection[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.replacing = replacing
        kinds, several = self.fields["kind"], self.fields["file"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [(choice.value, choice.label) for choice in offered if only is None or choice in only]
        limit = in_words(settings.UPLOAD_MAX_BYTES)
        several.widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png"
        several.help_text = f"PDF、JPG 或 PNG，单个文件不超过{limit}"
        if replacing:
            del self.fields["kind"]
            several.widget.attrs["multiple"] = False
        else:
            several.help_text += "；可一次选择多个"

    def clean_file(self) -> "list[UploadedFile[Any]]":
        """The files; only one can take another's place."""
        found: list[UploadedFile[Any]] = self.cleaned_data["file"]
        if self.replacing and len(found) != 1:
            raise forms.ValidationError("替换时请只选择一个文件")
        return found

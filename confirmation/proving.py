"""Whether a proof of a verification is well-formed (R08)."""

from uuid import UUID

from django import forms

from accounts.forms.fields import TextField, WrittenDate


class ProofForm(forms.Form):
    """What an official keeps of how he verified a record.

    :param records: the case's records in words, by guid.
    """

    record = forms.TypedChoiceField(label="核对的环节", coerce=UUID)
    place = TextField(label="核对地点", max_length=100, help_text="档案馆名称，或实地核查的地点")
    found_on = WrittenDate(label="核对日期")
    file = forms.FileField(label="文件", help_text="PDF、JPG 或 PNG", max_length=200, allow_empty_file=True)

    def __init__(self, *args: object, records: dict[UUID, str], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        field = self.fields["record"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(guid), label) for guid, label in records.items()]

"""Whether what was typed is well-formed. What it means is for the rules; saving is for the actions."""

from projects.forms.paper import PaperForm
from projects.forms.record import RecordForm

__all__ = ["PaperForm", "RecordForm"]

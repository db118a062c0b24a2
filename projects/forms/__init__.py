"""Whether what was typed is well-formed. What it means is for the rules; saving is for the actions."""

from projects.forms.completion import CompletionForm
from projects.forms.contract import ContractForm
from projects.forms.drawing_review import DrawingReviewForm
from projects.forms.fields import NormalisedForm
from projects.forms.paper import PaperForm
from projects.forms.permit import PermitForm
from projects.forms.project import ProjectForm
from projects.forms.tender import TenderForm

__all__ = [
    "CompletionForm",
    "ContractForm",
    "DrawingReviewForm",
    "NormalisedForm",
    "PaperForm",
    "PermitForm",
    "ProjectForm",
    "TenderForm",
]

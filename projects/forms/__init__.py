"""Whether what was typed is well-formed. What it means is for the rules; saving is for the actions."""

from projects.forms.completion import CompletionForm
from projects.forms.fields import NormalisedForm
from projects.forms.paper import PaperForm
from projects.forms.permit import PermitForm
from projects.forms.project import ProjectForm

__all__ = ["CompletionForm", "NormalisedForm", "PaperForm", "PermitForm", "ProjectForm"]

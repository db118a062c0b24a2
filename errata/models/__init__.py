"""Whatever alters what was confirmed."""

from errata.models.corrections import Erratum, ErratumAct, ErratumItem, ErratumPaper
from errata.models.exceptions import CompletionException
from errata.models.findings import FalseCase, FalseCaseAct, FalseCasePaper, FalseCaseRecord
from errata.models.replacements import PaperReplacement

__all__ = [
    "CompletionException",
    "Erratum",
    "ErratumAct",
    "ErratumItem",
    "ErratumPaper",
    "FalseCase",
    "FalseCaseAct",
    "FalseCasePaper",
    "FalseCaseRecord",
    "PaperReplacement",
]

"""Whatever alters what was confirmed."""

from errata.models.corrections import CompletionException, Erratum, ErratumAct, ErratumItem, ErratumPaper
from errata.models.findings import FalseCase, FalseCaseAct, FalseCasePaper, FalseCaseRecord

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
]

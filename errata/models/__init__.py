"""Whatever alters what was confirmed."""

from errata.models.corrections import CompletionException, Erratum, ErratumAct, ErratumItem, ErratumPaper

__all__ = ["CompletionException", "Erratum", "ErratumAct", "ErratumItem", "ErratumPaper"]

"""Makes the change that the settings name when a process of the portal begins."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from tests.chaos.changing import BUGS


class ChangesConfig(AppConfig):
    """``ready`` puts the bug in, or the rival in the place of our outbox."""

    name = "tests.chaos.changes"
    label = "chaos_changes"

    def ready(self):
        module = "bugs" if settings.CHAOS_CHANGE in BUGS else "rivals"
        import_module(f"tests.chaos.changes.{module}").change(settings.CHAOS_CHANGE)

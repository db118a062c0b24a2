from django.apps import AppConfig


class ErrataConfig(AppConfig):
    """Whatever alters what was confirmed."""

    name = "errata"

from django.apps import AppConfig


class ErrataConfig(AppConfig):
    name = "errata"

from django.apps import AppConfig


class ConfirmationConfig(AppConfig):
    name = "confirmation"

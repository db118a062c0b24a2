from django.apps import AppConfig

from audit import keys


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        """Nothing starts on a key for exports that is none or is the log's own."""
        keys.export_key()

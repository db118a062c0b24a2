"""Make the keys of a log, of a witness, or of exports."""

import base64
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from audit.notes import COSIGNATURE, SigningKey, VerifierKey


class Command(BaseCommand):
    """``manage.py ledger_keys jst.jl.gov.cn/history``: prints both halves; nothing is stored."""

    requires_system_checks = ()
    help = "Print a new key pair for the Merkle log, with --witness for a witness, with --exports for exports."

    def add_arguments(self, parser: CommandParser) -> None:
        """The key's name, and whose it is."""
        parser.add_argument("name", help="an address without https://, such as jst.jl.gov.cn/history")
        parser.add_argument("--witness", action="store_true")
        parser.add_argument("--exports", action="store_true", help="a key that signs exports; the name is the log's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the lines for the environment."""
        seed = secrets.token_bytes(32)
        key = SigningKey(options["name"], seed)
        secret = base64.b64encode(seed).decode()
        if options["witness"]:
            public = VerifierKey(key.name, COSIGNATURE, key.verifier.public)
            self.stdout.write(f"NATIONAL_WITNESS_KEY={secret}\nLEDGER_WITNESS={public}")
        elif options["exports"]:
            public = SigningKey(f"{options['name']}/exports", seed).verifier
            self.stdout.write(f"LEDGER_EXPORT_KEY={secret}\n# to be published: {public}")
        else:
            self.stdout.write(f"LEDGER_SIGNING_KEY={secret}\nLEDGER_PUBLIC_KEY={key.verifier}")

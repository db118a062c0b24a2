"""The sequencer: gives every event its leaf and signs the tree while it grows, for as long as it runs."""

import logging
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, connection

from audit import checkpoints, keys, sequencer, witness
from audit.exports import ExportDiffers
from audit.merkle import ProofFails
from audit.models import Checkpoint, Cosignature
from audit.notes import NoteFails
from audit.tiles import LogIsBroken
from common import clock
from common.stopping import Stop

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.1
CHECKPOINT_SECONDS = 0.5  # between the beginnings of two, so that a commit is under a signature within a second
STANDBY_SECONDS = 2.0
WITNESS_PATIENCE = (5.0, 60.0)  # seconds until it is asked again: at first, at most


class Command(BaseCommand):
    """Runs as ``portal_sequencer``; ends in order on SIGTERM and SIGINT. Several may run, one is active."""

    requires_system_checks = ()  # what is wrong with a page must not keep the history from being sealed
    help = "把历史记录编入哈希树并签发检查点（常驻进程）"

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop.

        :raises CommandError: the log is broken; it is left as it is, for ``verify_history`` to say where.
        """
        self._key, self._witness, self._folder = keys.signing_key(), keys.witness_key(), Path(settings.LEDGER_FOLDER)
        self._ask_again, self._patience = 0.0, WITNESS_PATIENCE[0]
        if settings.LEDGER_SM3:
            keys.require_sm3()
        with Stop() as stop:
            while not stop.asked:
                try:
                    self._be_active(stop)
                except sequencer.AnotherSequencerRuns:
                    stop.wait(STANDBY_SECONDS)
                except (OperationalError, InterfaceError) as error:
                    logger.warning("database not reachable, trying again: %s", error)
                    connection.close()
                    stop.wait(1.0)
                except (LogIsBroken, ExportDiffers, ProofFails, NoteFails) as error:
                    raise CommandError(f"the history is broken, nothing is signed: {error}") from error
        connection.close()
        self._say("stopped")

    def _be_active(self, stop: Stop) -> None:
        with sequencer.only_one():
            checkpoints.require_continuation(self._folder, self._key.verifier)
            checkpoints.export_missing(self._folder)
            self._say("active")
            self._unwitnessed = grown = True  # whatever was left undone
            signed = 0.0
            while not stop.asked:
                taken = sequencer.seal()
                grown = grown or taken > 0
                behind = settings.LEDGER_SM3 and sequencer.follow() > sequencer.ROUND
                if grown and time.monotonic() - signed >= CHECKPOINT_SECONDS:
                    signed, grown = time.monotonic(), False
                    self._publish()
                if taken < sequencer.ROUND and not behind:
                    self._be_witnessed()
                    stop.wait(POLL_SECONDS)
            self._publish()

    def _publish(self) -> None:
        if checkpoints.sign(key=self._key, at=clock.now(), sm3=settings.LEDGER_SM3):
            checkpoints.export_missing(self._folder)
            self._unwitnessed = True

    def _be_witnessed(self) -> None:
        """Ask for a signature on the newest checkpoint; a witness that is away holds nothing up."""
        if self._witness is None or not self._unwitnessed or time.monotonic() < self._ask_again:
            return
        newest = Checkpoint.objects.order_by("-size").first()
        if newest is None or Cosignature.objects.filter(size=newest.size, witness=self._witness.name).exists():
            self._unwitnessed = False
            return
        try:
            witness.ask(newest, url=settings.LEDGER_WITNESS_URL, key=self._witness, folder=self._folder)
            self._unwitnessed, self._patience = False, WITNESS_PATIENCE[0]
        except witness.NotWitnessed as error:
            logger.warning("checkpoint %s: %s", newest.size, error)
            self._ask_again = time.monotonic() + self._patience
            self._patience = min(2 * self._patience, WITNESS_PATIENCE[1])

    def _say(self, what: str) -> None:
        self.stdout.write(f"sequencer: {what}")
        self.stdout.flush()

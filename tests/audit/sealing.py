"""Being the sequencer inside a test's own transaction, and looking at the log."""

from contextlib import contextmanager

from django.db import connection

from audit import checkpoints, keys, sequencer
from audit.models import Leaf, Tile
from common import clock


@contextmanager
def as_role(role):
    """Act as another database role for a while."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; RESET ROLE")  # what waits for the commit is the old role's
        cursor.execute(f"SET ROLE {role}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET ROLE portal_app")


def sealed(limit=sequencer.ROUND):
    """Let the sequencer work until nothing waits; how many events it took."""
    taken = 0
    with as_role("portal_sequencer"):
        while number := sequencer.seal(limit):
            taken += number
    return taken


def stored_tiles():
    """Every tile: (level, index) to (width, bytes)."""
    return {(tile.level, tile.index): (tile.width, bytes(tile.hashes)) for tile in Tile.objects.all()}


def stored_leaves():
    """The leaf hashes in order."""
    return [bytes(leaf.hash) for leaf in Leaf.objects.order_by("index")]


def signed(folder=None, sm3=False):
    """Seal what waits and sign the tree, or both trees; the checkpoint, or None when it has not grown."""
    sealed()
    with as_role("portal_sequencer"):
        while sm3 and sequencer.follow():
            pass
        checkpoint = checkpoints.sign(key=keys.signing_key(), at=clock.now(), sm3=sm3)
        if folder:
            checkpoints.export_missing(folder)
    return checkpoint

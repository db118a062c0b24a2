"""Putting a batch down, one of its kind at a time. A verb of other verbs: it opens no transaction."""

from django.db import IntegrityError, transaction

from common.errors import RuleError
from confirmation.models import Batch


class ABatchIsRunning(RuleError):
    """One batch of a kind at a time."""


def put_down(batch: Batch, *, what: str, clause: str) -> None:
    """Store a new batch.

    :param what: of which another one may be running, in words.
    :raises ABatchIsRunning: when it is.
    """
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError as error:
        if "one_at_a_time" not in str(error):
            raise
        raise ABatchIsRunning(f"{what}正在进行，请查看其进度；完成后再办理", clause=clause) from error

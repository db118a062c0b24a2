"""``python -m tests.load.sender --batch 50``: one sender, until nothing waits any more."""

import argparse

import django

django.setup()

from common import clock  # noqa: E402 -- after the set-up
from national import contract  # noqa: E402
from national.client import configured_client  # noqa: E402
from national.drain import drain  # noqa: E402
from national.models import Message, MessageState  # noqa: E402


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--batch", type=int, required=True)
    contract.BATCH_LIMIT = options.parse_args().batch
    client = configured_client()
    while Message.objects.filter(state=MessageState.READY).exists():
        drain(limit=500, now=clock.now, client=client)


if __name__ == "__main__":
    main()

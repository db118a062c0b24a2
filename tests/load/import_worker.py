"""A worker of its own that processes one import job and prints what it took, as JSON."""

import json
import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402

from common.clock import now  # noqa: E402
from projects.actions.indexing import index_owed  # noqa: E402
from projects.models import ImportJob  # noqa: E402
from projects.workbooks import running  # noqa: E402


def main():
    """Process the job named on the command line."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    reverse("home")  # the addresses of all pages, which a worker reads at its first message, hours before
    began, used = time.perf_counter(), time.process_time()
    running.run_import(job_id=int(sys.argv[1]), now=now)
    seconds, own_cpu = time.perf_counter() - began, time.process_time() - used
    began = time.perf_counter()
    index_owed(now=now, within=timedelta(minutes=5))
    until_findable = time.perf_counter() - began
    job = ImportJob.objects.get(pk=sys.argv[1])
    print(
        json.dumps(
            {
                "state": job.state,
                "written": job.rows_written,
                "seconds": seconds,
                "seconds_until_findable": until_findable,
                "cpu_seconds": own_cpu,
            }
        )
    )


if __name__ == "__main__":
    main()

"""Procrastinate's application; with ``--tables`` it makes its tables. Needs requirements/rivals.txt on the path."""

import os
import sys

import django
from procrastinate import App, PsycopgConnector, RetryStrategy, SyncPsycopgConnector

django.setup()

from django.db import close_old_connections  # noqa: E402 -- after the set-up

from tests.chaos.changes import rivals  # noqa: E402

GRANTS = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT oid::regclass AS name, relkind FROM pg_class
    WHERE starts_with(relname, 'procrastinate') AND relkind IN ('r', 'S')
  LOOP
    EXECUTE 'GRANT ALL ON ' || CASE one.relkind WHEN 'r' THEN 'TABLE ' ELSE 'SEQUENCE ' END || one.name
      || ' TO portal_app';
  END LOOP;
END $$
"""
ROLE = "DATABASE_OWNER_URL" if "--tables" in sys.argv else "DATABASE_URL"
CONNECTOR = SyncPsycopgConnector if "--tables" in sys.argv else PsycopgConnector
app = App(connector=CONNECTOR(conninfo=os.environ[ROLE]))


@app.task(name="deliver", queue="national", retry=RetryStrategy(linear_wait=1))
def deliver(message_id):
    close_old_connections()
    rivals.deliver(message_id)


if os.environ["CHAOS_CHANGE"] == "procrastinate-rescue":
    # As its manual has it, every minute instead of every ten.
    @app.periodic(cron="* * * * *")
    @app.task(queue="national", queueing_lock="retry_stalled_jobs", pass_context=True)
    async def retry_stalled_jobs(context, timestamp):
        for job in await app.job_manager.get_stalled_jobs():
            await app.job_manager.retry_job(job)


def tables():
    """Make its tables as the owner, unless they are there; the runtime role may use them."""
    with app.open():
        if app.check_connection():
            return
        app.schema_manager.apply_schema()
        app.connector.execute_query(GRANTS)


if __name__ == "__main__":
    tables()

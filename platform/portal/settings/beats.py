"""What is done again and again without anybody asking, and how often (seconds, or a time of day in Jilin)."""

from typing import Any

from celery.schedules import crontab

BEATS: dict[str, dict[str, Any]] = {
    "drain-national-outbox": {"task": "national.tasks.drain", "schedule": 5.0},
    "compare-with-national-platform": {
        "task": "national.tasks.compare_nightly",
        "schedule": crontab(hour=2, minute=30),
    },
    "check-the-history": {"task": "audit.tasks.check_nightly", "schedule": crontab(hour=3, minute=30)},
    "end-due-appointments": {"task": "accounts.tasks.end_due_appointments", "schedule": 600.0},
    "resume-imports": {"task": "projects.tasks.resume_imports", "schedule": 15.0},
    "end-old-drafts": {"task": "projects.tasks.end_old_drafts", "schedule": 86_400.0},
    "scan-papers": {"task": "projects.tasks.scan_papers", "schedule": 15.0},
    "enrol-papers": {"task": "projects.tasks.enrol_papers", "schedule": 3600.0},
    "replay-intake": {"task": "confirmation.tasks.replay_intake", "schedule": 300.0},
    "resume-rehearsals": {"task": "confirmation.tasks.resume_rehearsals", "schedule": 60.0},
    "resume-direct-pushes": {"task": "confirmation.tasks.resume_direct_pushes", "schedule": 60.0},
    "resume-intake-replays": {"task": "confirmation.tasks.resume_intake_replays", "schedule": 60.0},
    "warn-units": {"task": "confirmation.tasks.warn_of_ends", "schedule": 1800.0},
    "tell-of-arrivals": {"task": "confirmation.tasks.tell_of_new_arrivals", "schedule": 60.0},
    "send-due-notices": {"task": "accounts.tasks.send_due_notices", "schedule": 15.0},
}

"""Composition: settings, addresses, the pages that need several apps. The Celery application is loaded with it."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]

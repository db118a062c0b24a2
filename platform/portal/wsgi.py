"""The WSGI entry point: requests alone, so here and nowhere else their statements are limited."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from portal.cut_offs import limit_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.prod")
limit_statements(connections.settings, settings.WEB_STATEMENT_SECONDS)
application = get_wsgi_application()

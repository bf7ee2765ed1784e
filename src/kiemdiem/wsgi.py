"""Cổng WSGI: for `kiemdiem serve`, and for any other server that speaks WSGI."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiemdiem.settings")
application = get_wsgi_application()

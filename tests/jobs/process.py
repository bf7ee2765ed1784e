"""A worker process on a test database: python -m jobs.process DATABASE [until_empty]."""

import json
import sys

import django
from django.conf import settings

if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    settings.DATABASES["default"] = settings.DATABASES["default"] | given if "sqlite" in given["ENGINE"] else given
    django.setup()
    from jobs import cast  # noqa: F401  (declares the jobs)
    from kiemdiem.jobs.worker import work

    work(until_empty="until_empty" in sys.argv)

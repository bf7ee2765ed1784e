"""Ứng dụng Django của việc chạy nền."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Việc chạy nền."""

    name = "kiemdiem.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Each package declares its jobs in a module `jobs`."""
        autodiscover_modules("jobs")

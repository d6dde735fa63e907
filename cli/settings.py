"""Where things are, and the one exception that is a sentence for a person."""

import os
from dataclasses import dataclass
from pathlib import Path

from cli import console

ROOT = Path(__file__).resolve().parent.parent
HTTP_PORT = 8069
POSTGRES_PORT = 54390
RUN_DATABASE = "sales_cloud"
DISK_NEEDED_GB = 3


class Fault(Exception):
    """Something a person can put right: what is wrong, why, and what to do. Ends the command with exit code 2."""


@dataclass(frozen=True)
class Settings:
    """The folders and names of one checkout and one cache.

    `root` is the checkout. Everything that is made (Odoo, the Python environment, the database cluster, files,
    logs) is below `cache`, so deleting that folder is a complete uninstall.
    """

    root: Path
    cache: Path
    database: str = RUN_DATABASE

    @classmethod
    def from_environment(cls, environ=os.environ):
        default = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sales-cloud"
        cache = Path(environ.get("SALES_CLOUD_CACHE") or default).expanduser().absolute()
        settings = cls(ROOT, cache, environ.get("SALES_CLOUD_DB") or RUN_DATABASE)
        settings._make_folders()
        return settings

    def _make_folders(self):
        try:
            for folder in (self.cache, self.locks, self.logs, self.data):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Fault(
                f"The cache folder {self.cache} cannot be written: {error.strerror}. "
                "Set SALES_CLOUD_CACHE to a folder of yours."
            ) from error

    @property
    def addons(self):
        return self.root / "addons"

    @property
    def tests(self):
        return self.root / "tests"

    @property
    def config(self):
        return self.root / "config"

    @property
    def locks(self):
        return self.cache / "locks"

    @property
    def logs(self):
        return self.cache / "logs"

    @property
    def data(self):
        """Odoo's data folder: filestore and sessions."""
        return self.cache / "data"

    @property
    def cluster(self):
        """The embedded PostgreSQL."""
        return self.cache / "pg"

    def log(self, name):
        return self.logs / f"{name}.log"


def check_disk(settings, needed_gb=DISK_NEEDED_GB):
    """Refuse a long preparation that would run out of disk half-way."""
    status = os.statvfs(settings.cache)
    free_gb = status.f_bavail * status.f_frsize / 1e9
    if free_gb < needed_gb:
        raise Fault(
            f"The disk of {settings.cache} has {free_gb:.1f} GB free and about {needed_gb} GB are needed. "
            "Free some space, or set SALES_CLOUD_CACHE to a folder on another disk."
        )
    if free_gb < 2 * needed_gb:
        console.say(f"Only {free_gb:.1f} GB are free on the disk of {settings.cache}.")

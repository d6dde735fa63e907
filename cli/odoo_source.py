"""Odoo 19: a checkout that is pointed to, an installed one, or Debian's package unpacked into the cache."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cli import console, locks, processes
from cli.apt import NEWEST_SUITE, IsolatedApt
from cli.settings import Fault, check_disk

SERIES = "19.0"
PACKAGE = "odoo-19"
# Debian replaces files inside Odoo by links into these packages. The links fit the versions of the stable release;
# the newest fonts-font-awesome and fonts-inconsolata no longer have the files, so the machine's own suite comes first.
LINKED_PACKAGES = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
)
# Debian leaves this file out (it is not free software); the web client asks for it and does without its content.
LEFT_OUT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooSource:
    """`path` goes on PYTHONPATH, `addons` are Odoo's own addon folders, `version` names exactly this code."""

    path: Path
    addons: tuple
    version: str


def find(settings, environ=os.environ):
    """The Odoo 19 to run, fetched when this machine has none."""
    given = environ.get("ODOO_SERVER")
    if given:
        return _checkout(Path(given).expanduser().absolute())
    return _installed(settings) or _unpacked(settings)


def release_of(package):
    """The version in `release.py` of an `odoo` package folder, as a tuple, or None.

    The file is read, not imported: importing would need Odoo's own dependencies.
    """
    release = Path(package) / "release.py"
    found = re.search(r"^version_info = \((\d+), (\d+)", release.read_text(), re.M) if release.exists() else None
    return tuple(map(int, found.groups())) if found else None


def _checkout(folder):
    version = release_of(folder / "odoo")
    if version is None:
        raise Fault(f"ODOO_SERVER is {folder}, and that is no Odoo source checkout: it has no odoo/release.py.")
    if version != (19, 0):
        raise Fault(
            f"ODOO_SERVER is {folder}, and that is Odoo {version[0]}.{version[1]}. Sales Cloud needs Odoo 19.0."
        )
    addons = tuple(path for path in (folder / "odoo" / "addons", folder / "addons") if path.is_dir())
    head = subprocess.run(
        ["git", "-C", folder, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return OdooSource(folder, addons, f"{SERIES} {head.stdout.strip() or folder}")


def _installed(settings):
    """An `odoo` 19 that this Python can import, offered through a link so that its neighbours stay out of the way.

    What lies in the cache is no installed one: in our own tests PYTHONPATH points to the Odoo that we unpacked there.
    """
    probe = (
        "from importlib.util import find_spec; spec = find_spec('odoo'); "
        "print(*(spec.submodule_search_locations if spec else []), sep='\\n')"
    )
    answer = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False, cwd="/")
    found = [Path(path).resolve() for path in answer.stdout.splitlines()]
    cache = settings.cache.resolve()
    packages = [path for path in found if release_of(path) == (19, 0) and not path.is_relative_to(cache)]
    if not packages or not (packages[0] / "addons" / "web").is_dir():
        return None
    link = settings.cache / "odoo-installed" / "odoo"
    link.parent.mkdir(exist_ok=True)
    if not link.is_symlink() or link.readlink() != packages[0]:
        link.unlink(missing_ok=True)
        link.symlink_to(packages[0])
    return OdooSource(link.parent, (link / "addons",), f"{SERIES} {packages[0]}")


def _unpacked(settings):
    root = settings.cache / "odoo"
    if not _is_complete(root):
        with locks.exclusive(settings, "odoo", "fetching Odoo"):
            if not _is_complete(root) and not _adopt(root):
                check_disk(settings)
                _unpack(settings, root)
    path = _dist_packages(root)
    return OdooSource(path, (path / "odoo" / "addons",), _stamp(root)["version"])


def _unpack(settings, root):
    apt = IsolatedApt(settings.cache / "apt", settings.log("apt"))
    with console.step("Reading Debian's package lists"):
        apt.update()
    with console.step("Fetching Odoo 19 and the fonts and scripts it links to (about 125 MB)"):
        wanted = {PACKAGE: [NEWEST_SUITE], **{name: [apt.suite, NEWEST_SUITE] for name in LINKED_PACKAGES}}
        packages = apt.download(wanted).values()
    fresh = root.with_name("odoo.new")
    shutil.rmtree(fresh, ignore_errors=True)
    with console.step("Unpacking Odoo 19"):
        for package in packages:
            processes.run(["dpkg-deb", "-x", package, fresh], settings.log("unpack"), f"Unpacking {package.name}")
    _finish(fresh)
    shutil.rmtree(root, ignore_errors=True)
    fresh.rename(root)
    shutil.rmtree(apt.folder, ignore_errors=True)


def _finish(root):
    """Put the left-out file in its place, prove that the tree is whole, and stamp it."""
    package = _dist_packages(root) / "odoo"
    version = _package_version(root)
    stand_in = package / LEFT_OUT
    stand_in.parent.mkdir(parents=True, exist_ok=True)
    stand_in.touch()
    if release_of(package) != (19, 0):
        raise Fault(f"Debian's package {version} does not hold Odoo 19.0. Set ODOO_SERVER to an Odoo 19 checkout.")
    dangling = _dangling(package)
    if dangling:
        names = ", ".join(str(path.relative_to(package)) for path in dangling[:3])
        raise Fault(
            f"{len(dangling)} files of {version} are links to nothing ({names} ...): the packages "
            f"{', '.join(LINKED_PACKAGES)} of this mirror do not fit. Set ODOO_SERVER to an Odoo 19 checkout."
        )
    (root / "sales-cloud.json").write_text(json.dumps({"version": version}))


def _adopt(root):
    """Take over a tree that is whole but was never stamped (an earlier start was interrupted at the very end)."""
    package = _dist_packages(root) / "odoo"
    if release_of(package) != (19, 0) or not (package / LEFT_OUT).exists() or _dangling(package):
        return False
    _finish(root)
    return True


def _package_version(root):
    """The Debian version, from the first line of the package's change log."""
    with gzip.open(root / "usr" / "share" / "doc" / PACKAGE / "changelog.Debian.gz", "rt") as changes:
        return " ".join(changes.readline().split()[:2])


def _dangling(package):
    return [
        path for folder, _, files in os.walk(package) for name in files if not (path := Path(folder, name)).exists()
    ]


def _dist_packages(root):
    return root / "usr" / "lib" / "python3" / "dist-packages"


def _is_complete(root):
    return bool(_stamp(root))


def _stamp(root):
    try:
        return json.loads((root / "sales-cloud.json").read_text())
    except (OSError, ValueError):
        return None

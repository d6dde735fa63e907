"""The Python environment with the pinned packages of requirements.txt."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from cli import apt, console, locks, processes
from cli.settings import Fault

OLDEST, NEWEST = (3, 10), (3, 13)


def ensure(settings):
    """The Python of the environment, made or brought up to date with requirements.txt when that changed."""
    folder = settings.cache / "venv"
    python = folder / "bin" / "python"
    requirements = settings.root / "requirements.txt"
    if _stamp_of(folder) == _wanted(requirements) and python.exists():
        return python
    with locks.exclusive(settings, "venv", "installing the Python packages"):
        if _stamp_of(folder) != _wanted(requirements) or not python.exists():
            _make(settings, folder, requirements)
    return python


def fits(version):
    """Whether Odoo 19 runs on this Python.

    >>> fits((3, 9)), fits((3, 10)), fits((3, 13)), fits((3, 14))
    (False, True, True, False)
    """
    return OLDEST <= tuple(version[:2]) <= NEWEST


def _make(settings, folder, requirements):
    log = settings.log("venv")
    if not _works(folder / "bin" / "python"):
        base = _base_python()
        _need_ensurepip(base, settings.log("apt-system"))
        with console.step("Making the Python environment"):
            shutil.rmtree(folder, ignore_errors=True)
            processes.run([base, "-m", "venv", folder], log, "Making the Python environment")
    with console.step("Installing the Python packages"):
        _install(folder / "bin" / "python", requirements, log)
    (folder / "sales-cloud.json").write_text(json.dumps(_wanted(requirements)))


def _install(python, requirements, log):
    command = [python, "-m", "pip", "install", "--disable-pip-version-check", "-r", requirements]
    code = processes.run(command, log, "pip", env=_clean_environment(), accept=None, append=True)
    if code:
        errors = [line for line in processes.tail(log, 40).splitlines() if line.startswith("ERROR")]
        raise Fault(
            "Installing the Python packages failed. Is there a network, and does `pip download` work here? "
            f"pip said (all of it is in {log}):\n" + "\n".join(line[:300] for line in errors)
        )


def _wanted(requirements):
    return {"requirements": hashlib.sha256(requirements.read_bytes()).hexdigest()}


def _stamp_of(folder):
    try:
        return json.loads((folder / "sales-cloud.json").read_text())
    except (OSError, ValueError):
        return None


def _base_python():
    """A Python that Odoo 19 runs on: the one of this command when it fits, else one on the PATH."""
    own = getattr(sys, "_base_executable", None) or sys.executable
    if fits(sys.version_info):
        return own
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            return other
    found = ".".join(map(str, sys.version_info[:2]))
    raise Fault(
        f"Odoo 19 runs on Python 3.10 to 3.13, and {own} is {found}. Install one of these beside it "
        "(for example python3.13 with its venv package) and try again."
    )


def _need_ensurepip(base, log):
    if _succeeds([base, "-c", "import ensurepip, venv"]):
        return
    if not str(Path(base).resolve()).startswith("/usr/bin/"):
        raise Fault(f"The Python {base} has no `venv` module. Use another Python or install the missing module.")
    apt.install(["python3-venv"], log)


def _works(python):
    if not python.exists():
        return False
    probe = "import sys, pip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))"
    return _succeeds([python, "-c", probe])


def _succeeds(command):
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _clean_environment():
    return {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}

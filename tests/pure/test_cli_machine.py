"""What the command line does to the machine: folders, locks, child processes, an unpacked Odoo, refusals."""

import gzip
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from cli import apt, coretests, cycle, locks, odoo, odoo_source, po, ports, processes, settings, setup
from cli.settings import Fault, Settings


@pytest.fixture
def machine(tmp_path):
    return Settings.from_environment({"SALES_CLOUD_CACHE": str(tmp_path / "cache"), "HOME": str(tmp_path)})


def test_the_cache_can_be_moved_and_its_folders_are_made(tmp_path, machine):
    assert machine.cache == tmp_path / "cache"
    assert machine.logs.is_dir() and machine.data.is_dir() and machine.locks.is_dir()
    assert machine.database == settings.RUN_DATABASE


def test_a_cache_that_cannot_be_written_is_refused_with_a_way_out():
    with pytest.raises(Fault, match="Set SALES_CLOUD_CACHE to a folder of yours"):
        Settings.from_environment({"SALES_CLOUD_CACHE": "/proc/nowhere"})


def test_a_full_disk_is_refused_before_anything_is_made(machine):
    with pytest.raises(Fault, match=r"GB free and about 10000000 GB are needed"):
        settings.check_disk(machine, needed_gb=10_000_000)


def test_only_one_holds_a_lock_and_the_next_one_waits(machine):
    order = []

    def second():
        with locks.exclusive(machine, "work"):
            order.append("second")

    with locks.exclusive(machine, "work"):
        with locks.only_one(machine, "work") as got_it:
            assert not got_it
        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.1)
        order.append("first")
    waiting.join(5)
    assert order == ["first", "second"]


def test_a_busy_port_is_seen():
    with socket.socket() as server:
        server.bind((ports.LOOPBACK, 0))
        server.listen()
        assert not ports.is_free(server.getsockname()[1])
    assert ports.is_free(ports.any_free())


def test_a_failed_step_shows_the_end_of_its_log(tmp_path):
    command = [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]
    with pytest.raises(Fault, match=r"(?s)Making it failed \(exit code 3\)\. The end of .*the reason"):
        processes.run(command, tmp_path / "x.log", "Making it")


def test_a_child_and_what_it_started_end_with_the_block(tmp_path):
    script = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    log = tmp_path / "x.log"
    with processes.background([sys.executable, "-c", script], log) as child:
        deadline = time.monotonic() + 10
        while not log.read_text().strip() and time.monotonic() < deadline:
            time.sleep(0.05)
        grandchild = int(log.read_text())
    assert child.returncode is not None
    deadline = time.monotonic() + 5
    while processes.alive(grandchild, "sleep") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not processes.alive(grandchild, "sleep")


def test_a_process_number_that_was_reused_is_not_taken_for_ours():
    assert processes.alive(os.getpid(), "python")
    assert not processes.alive(os.getpid(), "some-other-program")


def unpacked_odoo(root, release="19, 0", link=None):
    package = root / "usr/lib/python3/dist-packages/odoo"
    (package / "addons/web").mkdir(parents=True)
    (package / "release.py").write_text(f"x = 1\nversion_info = ({release}, 0, FINAL, 0, '')\n")
    if link:
        (package / "addons/web/font.ttf").symlink_to(link)
    change_log = root / "usr/share/doc/odoo-19/changelog.Debian.gz"
    change_log.parent.mkdir(parents=True)
    with gzip.open(change_log, "wt") as changes:
        changes.write("odoo (19.0.0+dfsg-1) unstable; urgency=medium\n")
    return package


def test_an_unpacked_odoo_gets_its_missing_file_and_a_stamp(tmp_path):
    package = unpacked_odoo(tmp_path)
    odoo_source._finish(tmp_path)
    assert (package / odoo_source.LEFT_OUT).is_file()
    assert odoo_source._stamp(tmp_path) == {"version": "odoo (19.0.0+dfsg-1)"}


def test_an_odoo_with_links_to_nothing_is_refused_and_not_stamped(tmp_path):
    unpacked_odoo(tmp_path, link="/nowhere/font.ttf")
    with pytest.raises(Fault, match=r"links to nothing \(addons/web/font.ttf"):
        odoo_source._finish(tmp_path)
    assert not odoo_source._is_complete(tmp_path)


@pytest.mark.parametrize("release", ["18, 0", "20, 0"])
def test_another_odoo_than_19_is_refused(tmp_path, release):
    package = unpacked_odoo(tmp_path, release)
    with pytest.raises(Fault, match=r"has to be 19\.0|needs Odoo 19\.0"):
        odoo_source.find(None, {"ODOO_SERVER": str(package.parent)})


def test_a_checkout_that_is_pointed_to_is_used(tmp_path):
    package = unpacked_odoo(tmp_path)
    source = odoo_source.find(None, {"ODOO_SERVER": str(package.parent)})
    assert source.path == package.parent
    assert source.addons == (package / "addons",)


def importable_odoo(folder):
    """A folder for PYTHONPATH in which Python finds an Odoo 19."""
    package = unpacked_odoo(folder)
    (package / "__init__.py").touch()
    return package


def test_the_odoo_that_we_unpacked_is_not_taken_for_an_installed_one(machine, monkeypatch):
    package = importable_odoo(machine.cache / "odoo")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    assert odoo_source._installed(machine) is None


def test_an_installed_odoo_is_the_same_one_when_we_are_started_with_it(tmp_path, machine, monkeypatch):
    package = importable_odoo(tmp_path / "a system")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    source = odoo_source._installed(machine)
    assert source.version == f"19.0 {package}"
    monkeypatch.setenv("PYTHONPATH", str(source.path))
    assert odoo_source._installed(machine) == source
    assert (source.path / "odoo" / "release.py").is_file()


COMMAND_THAT_STARTS_ITSELF_ANEW = """
import subprocess, sys

def main():
    print("arguments", *sys.argv[1:], flush=True)
    if "gevent" not in sys.argv:
        sys.exit(subprocess.call([sys.executable, sys.argv[0], "gevent", *sys.argv[1:]]))
"""


def test_odoo_can_start_its_evented_process_by_the_name_of_what_was_started(tmp_path, machine):
    package = importable_odoo(tmp_path)
    (package / "cli").mkdir()
    (package / "cli" / "__init__.py").write_text("from .command import main")
    (package / "cli" / "command.py").write_text(COMMAND_THAT_STARTS_ITSELF_ANEW)
    (package / "__main__.py").write_text("from .cli.command import main\n\nmain()\n")
    source = odoo_source.OdooSource(package.parent, (package / "addons",), "19.0 test")
    command_line = odoo.Odoo(machine, Path(sys.executable), source, SimpleNamespace(environment={}))
    command_line.run(["--workers", "2"], tmp_path / "odoo.log", "Odoo")
    lines = (tmp_path / "odoo.log").read_text().splitlines()
    assert lines == ["arguments --workers 2", "arguments gevent --workers 2"]


def test_a_package_comes_from_the_first_suite_that_has_it():
    offers = {("fonts", "unstable"), ("script", "unstable"), ("script", "stable")}
    assert apt._first_suite("script", ["stable", "unstable"], offers) == "stable"
    assert apt._first_suite("fonts", ["stable", "unstable"], offers) == "unstable"
    with pytest.raises(Fault, match="has no package odoo in unstable"):
        apt._first_suite("odoo", ["unstable"], offers)


def test_a_reset_removes_only_what_was_made(tmp_path, machine, monkeypatch):
    monkeypatch.setenv("SALES_CLOUD_CACHE", str(machine.cache))
    monkeypatch.delenv("PGHOST", raising=False)
    precious = machine.cache / "letters"
    precious.mkdir()
    (machine.cache / "odoo").mkdir()
    assert setup.reset(everything=False) == 0
    assert precious.exists() and (machine.cache / "odoo").exists() and not machine.logs.exists()
    assert setup.reset(everything=True) == 0
    assert precious.exists() and not (machine.cache / "odoo").exists()


def test_an_old_python_gets_a_sentence():
    script = Path(settings.ROOT, "sales-cloud").read_text()
    script = script.replace("OLDEST = (3, 10)", "OLDEST = (9, 0)").replace("shutil.which(name)", "None")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Sales Cloud needs Python 3.10 or newer")


def test_the_configuration_of_the_core_tests_is_readable():
    modules, caps = coretests.read_config(settings.ROOT / "config" / "core_tests.ini")
    assert "crm" in modules and "account" in modules
    assert all(":" in test and cap > 0 for test, cap in caps.items())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"table a"}, {"table a"}, []),
        ({"table a"}, {"table a", "column b.c text YES"}, ["left behind: column b.c text YES"]),
        ({"table a", "model x"}, {"table a"}, ["lost: model x"]),
        (set(), {"xml id base.module_sales_cloud_core"}, []),
    ],
)
def test_what_an_uninstallation_leaves_or_takes_is_told(before, after, expected):
    assert cycle.differences(before, after) == expected


def test_a_term_without_translation_or_with_a_doubtful_one_is_missing():
    template = 'msgid "Pool"\nmsgstr ""\n\nmsgid "Lead"\nmsgstr ""\n\nmsgid "Deal"\nmsgstr ""\n'
    chinese = (
        'msgid "Pool"\nmsgstr "公海"\n\n#, fuzzy\nmsgid "Lead"\nmsgstr "线索"\n\n#~ msgid "Deal"\n#~ msgstr "商机"\n'
    )
    assert po.untranslated(template, chinese) == ["Deal", "Lead"]

"""Debian's packages, twice: fetched and unpacked into the cache beside the system, or installed into it.

The isolated half never touches the system: own lists, own status, own cache. It asks the mirror that this machine's
apt is set up with, so proxies and local mirrors keep working.
"""

import os
import shutil
import subprocess
from pathlib import Path

from cli import console, processes
from cli.settings import Fault

KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
NEWEST_SUITE = "unstable"


def is_debian_main(site):
    """Whether a site of the machine's apt carries Debian's own packages, and not just security fixes.

    >>> is_debian_main("http://mirror.example/debian"), is_debian_main("http://mirror.example/debian-security")
    (True, False)
    >>> is_debian_main("mirror+file:/etc/apt/mirrors/debian.list"), is_debian_main("http://apt.example/docker")
    (True, False)
    """
    return "/debian" in site and "security" not in site and "debug" not in site


def sources(site, keyring, suites):
    """The isolated sources.list.

    >>> print(sources("http://mirror.example/debian", "/k.gpg", ["unstable", "bookworm"]), end="")
    deb [signed-by=/k.gpg] http://mirror.example/debian unstable main
    deb [signed-by=/k.gpg] http://mirror.example/debian bookworm main
    """
    return "".join(f"deb [signed-by={keyring}] {site} {suite} main\n" for suite in suites)


class IsolatedApt:
    """An apt of its own in `folder`, with the machine's own suite and the newest one."""

    def __init__(self, folder, log):
        self.folder = Path(folder)
        self.log = log
        self.suite = own_suite()

    def update(self):
        """Read the package lists."""
        if not shutil.which("apt-get"):
            raise Fault(
                "There is no apt-get here, so Debian's Odoo package cannot be fetched. Set ODOO_SERVER to the "
                "folder of an Odoo 19 source checkout, or run this on Debian 12 or 13."
            )
        for name in ("lists/partial", "cache/archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        text = sources(_own_site(), _keyring(), dict.fromkeys([NEWEST_SUITE, self.suite]))
        (self.folder / "sources.list").write_text(text)
        self._run(["update"], "Reading the package lists of Debian's mirror")

    def download(self, wanted):
        """Fetch `{package: [suite, ...]}`, each from the first of its suites that has it; the paths of the .debs."""
        offers = self._offers(wanted)
        chosen = {package: _first_suite(package, suites, offers) for package, suites in wanted.items()}
        names = [f"{package}/{suite}" for package, suite in chosen.items()]
        shutil.rmtree(self._archives, ignore_errors=True)
        self._archives.mkdir(parents=True)
        self._run(["download", *names], "Fetching Debian's packages", cwd=self._archives)
        return {package: next(self._archives.glob(f"{package}_*.deb")) for package in wanted}

    @property
    def _archives(self):
        return self.folder / "cache" / "archives"

    def _offers(self, packages):
        """The pairs (package, suite) that the lists know."""
        table = processes.output(["apt-cache", *self._options(), "madison", *packages])
        rows = [line.split("|") for line in table.splitlines()]
        return {(name.strip(), place.split()[1].split("/")[0]) for name, _version, place in rows}

    def _run(self, command, what, cwd=None):
        code = processes.run(
            ["apt-get", "-q", *self._options(), *command], self.log, what, cwd=cwd, accept=None, append=True
        )
        if code:
            raise Fault(_no_network(what, processes.tail(self.log, 6)))

    def _options(self):
        settings = {
            "Dir::Etc::SourceList": self.folder / "sources.list",
            "Dir::Etc::SourceParts": "-",
            "Dir::State::Lists": self.folder / "lists",
            "Dir::State::Status": self.folder / "status",
            "Dir::Cache": self.folder / "cache",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Update::Error-Mode": "any",
        }
        if os.geteuid() == 0:
            settings["APT::Sandbox::User"] = "root"
        return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]


def _first_suite(package, suites, offers):
    for suite in suites:
        if (package, suite) in offers:
            return suite
    raise Fault(
        f"The Debian mirror of this machine has no package {package} in {' or '.join(suites)}. "
        "Set ODOO_SERVER to the folder of an Odoo 19 source checkout instead."
    )


def own_suite():
    """The code name of the Debian release on this machine, or the newest suite where there is none."""
    release = Path("/etc/os-release")
    lines = release.read_text().splitlines() if release.exists() else []
    facts = dict(line.split("=", 1) for line in lines if "=" in line)
    is_debian = facts.get("ID", "").strip('"') == "debian"
    return facts.get("VERSION_CODENAME", NEWEST_SUITE).strip('"') if is_debian else NEWEST_SUITE


def install(packages, log):
    """Install packages into the system: as root, or through sudo."""
    command = [*_as_root(packages), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    # Another program may be installing something: wait for it a while.
    command += ["-o", "DPkg::Lock::Timeout=300"]
    with console.step(f"Installing {' '.join(packages)} with apt"):
        processes.run([*command, "update"], log, "apt-get update", accept=None)
        chosen = ["install", "--no-install-recommends", *packages]
        code = processes.run([*command, *chosen], log, "apt-get install", accept=None, append=True)
    if code:
        raise Fault(_no_network(f"Installing {' '.join(packages)}", processes.tail(log, 6)))


def is_installed(package):
    """Whether the system has `package`."""
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}", package], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() == "installed"


def _as_root(packages):
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        return ["sudo"]
    raise Fault(
        f"These Debian packages are missing: {' '.join(packages)}. You are not root and there is no sudo: have them "
        f"installed with `apt-get install {' '.join(packages)}`, then run this command again."
    )


def _own_site():
    """The site from which this machine takes Debian's packages."""
    answer = processes.output(["apt-get", "indextargets", "--format", "$(SITE)"])
    sites = [site for site in answer.splitlines() if is_debian_main(site)]
    if not sites:
        raise Fault(
            "apt on this machine knows no Debian mirror, so Debian's Odoo package cannot be fetched. Add one to "
            "/etc/apt/sources.list, or set ODOO_SERVER to the folder of an Odoo 19 source checkout."
        )
    return sites[0]


def _keyring():
    found = [path for path in KEYRINGS if Path(path).exists()]
    if not found:
        raise Fault("Debian's archive keys are missing: install the package debian-archive-keyring.")
    return found[0]


def _no_network(what, words):
    return f"{what} failed. Is there a network, and does `apt-get update` work on this machine? apt said:\n{words}"

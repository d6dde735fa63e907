"""PostgreSQL: a server that is pointed to by PGHOST, or an embedded one that lives as long as it is used."""

import os
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli import cluster
from cli.settings import Fault

# The name of a big Chinese company. Where the server's locale knows no Chinese letters, it has no trigrams.
CHINESE_SAMPLE = "华为"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that answers, and the client program to talk to it."""

    host: str
    port: int
    user: str
    psql: Path
    embedded: bool

    @property
    def environment(self):
        return {"PGHOST": self.host, "PGPORT": str(self.port), "PGUSER": self.user}

    def query(self, statement, database="postgres"):
        """Run SQL as the development role; the rows as lists of strings (NULL is an empty string)."""
        command = [self.psql, "-XqAt", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement]
        env = {**os.environ, **self.environment, "PGCONNECT_TIMEOUT": "10"}
        answer = subprocess.run(command, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL, check=False)
        if answer.returncode:
            raise Fault(f"PostgreSQL at {self.host}:{self.port} refused: {answer.stderr.strip()}")
        return [line.split("\x1f") for line in answer.stdout.splitlines()]

    def value(self, statement, database="postgres"):
        """The first column of the first row, or None."""
        rows = self.query(statement, database)
        return rows[0][0] if rows else None


def quoted(text):
    """A string as an SQL literal.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def server(settings, python, environ=os.environ):
    """The PostgreSQL to use, kept running for as long as the block (and any other command) needs it."""
    binaries = cluster.binaries(python)
    given = environ.get("PGHOST")
    own_port = cluster.remembered_port(settings)
    if given and not (given == "127.0.0.1" and environ.get("PGPORT") == str(own_port)):
        yield _given(given, environ, binaries)
        return
    with cluster.in_use(settings, binaries) as port:
        yield Server("127.0.0.1", port, cluster.ROLE, binaries / "psql", embedded=True)


def check_trigrams(postgres, database):
    """Refuse a database in which fuzzy search of Chinese names would find nothing."""
    postgres.query("CREATE EXTENSION IF NOT EXISTS pg_trgm", database)
    if postgres.value(f"SELECT cardinality(show_trgm({quoted(CHINESE_SAMPLE)}))", database) in ("0", ""):
        locale = postgres.value("SELECT datctype FROM pg_database WHERE datname = current_database()", database)
        raise Fault(
            f"The database {database} has the character type {locale}, in which PostgreSQL finds no trigrams in "
            f"Chinese names (show_trgm('{CHINESE_SAMPLE}') is empty), so the duplicate search would miss them. Create "
            "the databases of that server with LC_CTYPE 'C.UTF-8' or another UTF-8 locale, or run this command "
            "without PGHOST to use the embedded server."
        )


def _given(host, environ, binaries):
    user = environ.get("PGUSER") or environ.get("USER") or "odoo"
    if user == "postgres":
        raise Fault("Odoo refuses to work as the database user postgres. Set PGUSER to another role with CREATEDB.")
    postgres = Server(host, int(environ.get("PGPORT") or 5432), user, binaries / "psql", embedded=False)
    if int(postgres.value("SHOW server_version_num")) < 130000:
        raise Fault(f"The PostgreSQL at {host} is older than 13, which Odoo 19 needs.")
    if postgres.value("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user") != "t":
        raise Fault(
            f"The role {user} of the PostgreSQL at {host} may not create databases. Run: ALTER ROLE {user} CREATEDB"
        )
    return postgres

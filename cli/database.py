"""Databases with a mark: a comment on the database says what is in it, and that it was finished.

A database without a mark is the rest of an interrupted command. On the embedded server it is made again; on a server
that somebody else looks after it is left alone, because it may be theirs.
"""

import json
import os
import shutil
import subprocess

from cli import console
from cli.postgres import quoted
from cli.settings import Fault

MAKING = {"kind": "making"}
SCRATCH_PREFIX = "sales_cloud_tmp_"


class Databases:
    """The databases of one server, with Odoo's files of each."""

    def __init__(self, settings, postgres):
        self.settings = settings
        self.postgres = postgres

    def exists(self, name):
        return bool(self.postgres.query(f"SELECT 1 FROM pg_database WHERE datname = {quoted(name)}"))

    def names(self, prefix):
        rows = self.postgres.query("SELECT datname FROM pg_database ORDER BY oid DESC")
        return [name for (name,) in rows if name.startswith(prefix)]

    def mark_of(self, name):
        """What a finished database holds, or None when it is missing or half-made."""
        text = self.postgres.value(
            f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = {quoted(name)}"
        )
        try:
            mark = json.loads(text or "null")
        except ValueError:
            return None
        return None if mark == MAKING else mark

    def mark(self, name, facts):
        self.postgres.query(f'COMMENT ON DATABASE "{name}" IS {quoted(json.dumps(facts, sort_keys=True))}')

    def create_empty(self, name):
        """A new database in UTF-8 that knows Chinese letters where the server can."""
        self._make_room(name)
        options = 'TEMPLATE template0 ENCODING "utf8"'
        try:
            self.postgres.query(f'CREATE DATABASE "{name}" {options} LC_COLLATE "C" LC_CTYPE "C.UTF-8"')
        except Fault:
            self.postgres.query(f'CREATE DATABASE "{name}" {options}')
        self.mark(name, MAKING)

    def copy(self, source, name):
        """A copy of a finished database and its files, without the compiled web assets of the original."""
        self._make_room(name)
        modern = int(self.postgres.value("SHOW server_version_num")) >= 150000
        strategy = "STRATEGY file_copy" if modern else ""
        self.postgres.query(f'CREATE DATABASE "{name}" TEMPLATE "{source}" {strategy}')
        self.mark(name, MAKING)
        if self._files(source).exists():
            self._files(name).parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["cp", "-al", self._files(source), self._files(name)], check=True)
        self.postgres.query("DELETE FROM ir_attachment WHERE url LIKE '/web/assets/%'", name)

    def drop(self, name):
        self.postgres.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self._files(name), ignore_errors=True)

    def scratch_name(self, purpose):
        """A name for a database that belongs to this process alone."""
        return f"{SCRATCH_PREFIX}{os.getpid()}_{purpose}"

    def drop_leftovers(self):
        """Drop the scratch databases of processes that are gone.

        Only on the embedded server: elsewhere the process may be on another machine.
        """
        if not self.postgres.embedded:
            return
        for name in self.names(SCRATCH_PREFIX):
            pid = name.removeprefix(SCRATCH_PREFIX).split("_")[0]
            if not os.path.exists(f"/proc/{pid}"):
                console.say(f"Dropping {name}, left over from an interrupted command.")
                self.drop(name)

    def _make_room(self, name):
        if not self.exists(name):
            shutil.rmtree(self._files(name), ignore_errors=True)
            return
        comment = self.postgres.value(
            f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = {quoted(name)}"
        )
        if not comment and not self.postgres.embedded:
            raise Fault(
                f"The server at {self.postgres.host} already has a database {name}, which this command did not make. "
                "Drop or rename it, or set SALES_CLOUD_DB to another name."
            )
        console.say(f"The database {name} was left half-made by an interrupted command; making it again.")
        self.drop(name)

    def _files(self, name):
        return self.settings.data / "filestore" / name

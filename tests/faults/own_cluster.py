"""A PostgreSQL of one test alone, which may be crashed without disturbing anybody else."""

import os
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, replace

from cli import cluster
from cli.postgres import Server
from cli.settings import Settings


@dataclass(frozen=True)
class OwnCluster:
    """A running PostgreSQL, and the machine that works on it instead of on the shared one."""

    settings: Settings
    machine: object

    @property
    def server(self):
        return self.machine.postgres

    def crash(self):
        """Kill the server in the middle of everything and start it again."""
        cluster.crash(self.settings, self.server.psql.parent)

    def take(self, source, database):
        """Copy a database of another server into this one."""
        programs = self.server.psql.parent
        self.server.query(f'CREATE DATABASE "{database}"')
        dump = [programs / "pg_dump", "--no-owner", "--no-comments", source.database]
        load = [programs / "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", database]
        with subprocess.Popen(dump, stdout=subprocess.PIPE, env=_env(source.server)) as process:
            subprocess.run(load, stdin=process.stdout, stdout=subprocess.DEVNULL, env=_env(self.server), check=True)
        assert process.returncode == 0


@dataclass(frozen=True)
class Source:
    """Where a database is copied from."""

    server: Server
    database: str


@contextmanager
def running(machine, folder):
    """A new cluster below a folder, with the programs of the machine's."""
    settings = Settings.from_environment({"SALES_CLOUD_CACHE": str(folder)})
    programs = machine.postgres.psql.parent
    with cluster.in_use(settings, programs) as port:
        server = Server("127.0.0.1", port, cluster.ROLE, programs / "psql", embedded=True)
        # The development cluster answers before it has written; in production what was answered is kept.
        server.query(f"ALTER ROLE {cluster.ROLE} SET synchronous_commit = on")
        yield OwnCluster(settings, replace(machine, odoo=replace(machine.odoo, postgres=server)))


def _env(server):
    return {**os.environ, **server.environment}

"""Real people at once: each in a thread and transaction of their own, retried as Odoo's HTTP layer does it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


class Crowd:
    """The people who work on one database at the same moment."""

    def __init__(self, registry):
        self.registry = registry

    @contextmanager
    def alone(self, user_id=1):
        """One transaction of a person (the superuser by default), committed at the end."""
        from odoo.api import Environment

        with self.registry.cursor() as cr:
            yield Environment(cr, user_id, {})

    def at_once(self, jobs):
        """Run each (user id, job) in its own transaction, so that none sees what another does.

        All transactions have begun before the first job starts. A job is called with the person's environment, and
        again after a serialisation failure, as for a request over HTTP.

        :return: for each job what it returned, or the exception that it ended with
        """
        barrier = threading.Barrier(len(jobs), timeout=60)
        with ThreadPoolExecutor(len(jobs)) as pool:
            return list(pool.map(lambda each: self._run(*each, barrier), jobs))

    def _run(self, user_id, job, barrier):
        from odoo.api import Environment
        from odoo.service.model import retrying

        with self.registry.cursor() as cr:
            env = Environment(cr, user_id, {})
            cr.execute("SELECT 1")  # the transaction's view of the database begins here
            barrier.wait()
            try:
                return retrying(lambda: job(env), env)
            except Exception as error:
                cr.rollback()
                return error


def winners(outcomes):
    """The outcomes that are no exception."""
    return [outcome for outcome in outcomes if not isinstance(outcome, Exception)]


def refusals(outcomes):
    """The sentences of those who were refused; any other exception is raised, because nobody may see it."""
    from odoo.exceptions import UserError

    errors = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    for error in errors:
        if not isinstance(error, UserError):
            raise error
    return [str(error) for error in errors]

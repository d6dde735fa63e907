import inspect

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .rights_people import RightsPeople

OURS = "odoo.addons.sales_cloud"
# they open a window, whose records the reader may read or not
OPENING = ("action_open", "action_print", "action_view_", "message_", "simulate_")
DIALOGS = {
    "action_ask_credit_release",
    "action_choose",
    "action_choose_territory",
    "action_hand_over",
    "action_pool_ask",
    "action_pool_history",
    "action_pool_protect",
}
PEOPLE = ("bob", "zoe", "eve", "tia", "fin", "far", "pat")
DONE = "done"
# what people may do with a record that they read, but do not write
READERS_MAY = {
    "sales.bank.claim.action_reject": {"fin"},
    "sales.bank.claim.action_withdraw": {"fin"},
    "sales.bank.receipt.action_claim": {"eve", "fin"},
    "sales.bank.receipt.action_confirm": {"fin"},
    "sales.bank.receipt.action_confirm_rest": {"fin"},
    "sales.bank.receipt.action_reopen": {"fin"},
    "sales.credit.difference.action_book_difference": {"fin"},
    "sales.credit.difference.action_check": {"fin"},
}


@tagged("post_install", "-at_install")
class TestCallableMethods(RightsPeople):
    """Every public method is reachable over JSON-2: who may not write a record changes nothing by calling them."""

    def _get_acts(self, model):
        """Return {name: method} of the public methods that the suite adds to a model and that do something."""
        classes = type(model).mro()
        names = {
            name
            for cls in classes
            if cls.__module__.startswith(OURS)
            for name, method in vars(cls).items()
            if inspect.isfunction(method) and not name.startswith(("_", *OPENING)) and name not in DIALOGS
        }
        others = [cls for cls in classes if not cls.__module__.startswith(OURS)]
        return {
            name: getattr(type(model), name)
            for name in names
            if not any(name in vars(cls) for cls in others)
            and not any(getattr(vars(cls).get(name), "_api_private", False) for cls in classes)
        }

    def _get_arguments(self, method):
        known = {
            "amount": 1.0,
            "date_until": "2026-12-31",
            "days": 1,
            "lines": [],
            "pool_id": self.records["sales.pool"].id,
            "quantities": {},
            "reason_id": self.records["sales.pool.return.reason"].id,
            "shares": [(self.records["sales.collection"].id, 1.0)],
            "territory_id": self.records["sales.territory"].id,
            "until": "2026-03-20",
            "user_id": self.zoe.id,
            "user_ids": self.zoe.ids,
        }
        required = list(inspect.signature(method).parameters.values())[1:]
        plain = [p.name for p in required if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
        return {name: known.get(name, "x") for name in plain}

    def _call(self, user, record, name, method):
        """Return None where a call is refused for lack of rights, else how it ended; nothing of it stays."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self.cr.savepoint() as savepoint:
            try:
                getattr(self._as(user, record), name)(**self._get_arguments(method))
                self.env.flush_all()
                ended = DONE
            except AccessError:
                ended = None
            except UserError as error:
                ended = str(error)
            savepoint.rollback()
            self.env.cr.precommit.clear()
        return ended

    def test_who_may_not_write_changes_nothing_and_learns_nothing(self):
        self._build_records()
        for _model, record in sorted(self.records.items()):
            acts = self._get_acts(record)
            for login in PEOPLE if acts else ():
                rights = self._get_rights(getattr(self, login), record)
                if "w" not in rights:
                    self._check_acts(login, record, acts, is_reader="r" in rights)

    def _check_acts(self, login, record, acts, is_reader):
        for name, method in sorted(acts.items()):
            ended = self._call(getattr(self, login), record, name, method)
            with self.subTest(model=record._name, method=name, login=login):
                if is_reader:
                    may = login in READERS_MAY.get(f"{record._name}.{name}", ())
                    self.assertEqual(ended == DONE, may, ended)
                else:
                    self.assertIsNone(ended, "it answers somebody who does not see the record")

from odoo.tests import tagged

from .rights_people import RightsPeople
from .rights_table import PEOPLE, RECORDS, WIZARDS


def parse(table):
    """Return {model: cells} of a table of text."""
    rows = map(str.split, table.strip().splitlines())
    return {model: cells for model, *cells in rows if model != "model"}


@tagged("post_install", "-at_install")
class TestRightsTable(RightsPeople):
    """Who may read, write, create and delete what, in one table over every model and person."""

    def _get_models(self, is_wizard):
        """Return the names of the models of the suite."""
        return {
            name
            for name, model in self.env.registry.items()
            if name.startswith("sales.") and not model._abstract and bool(model._transient) == is_wizard
        }

    def assert_table(self, expected, found):
        wrong = [
            f"{model}\n    expected {' '.join(expected.get(model, ['no row']))}\n    found    {' '.join(cells)}"
            for model, cells in sorted(found.items())
            if expected.get(model) != cells
        ]
        self.assertFalse(wrong, "\n".join(wrong))
        self.assertFalse(expected.keys() - found.keys(), "rows of models that are gone")

    def test_who_may_do_what_with_a_record(self):
        records = self._build_records()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse([name for name, record in records.items() if len(record) != 1])
        self.assertFalse(self._get_models(is_wizard=False) - records.keys(), "models without a record here")
        people = [getattr(self, name) for name in PEOPLE]
        found = {name: [self._get_rights(user, record) for user in people] for name, record in records.items()}
        self._let_managers_reach_their_own_only()
        for name, record in records.items():
            found[name].append(self._get_rights(self.mia, record))
        self.assert_table(parse(RECORDS), found)

    def test_who_may_open_which_dialog(self):
        people = {login: getattr(self, login) for login in PEOPLE}
        found = {
            model: [login for login, user in people.items() if self.env[model].with_user(user).has_access("create")]
            for model in self._get_models(is_wizard=True)
        }
        self.assert_table(parse(WIZARDS), found)

"""Odoo's command line for Odoo's lint, which takes the fields of the first argument for indexed. Runs in Odoo's Python.

Odoo keeps such a list of its own: fields that a unique index serves and that need no second one.
"""

import sys

import odoo.cli
from odoo.tests import loader

make_suite = loader.make_suite
covered = set(filter(None, sys.argv.pop(1).split(",")))


def make_informed_suite(module_names, position="at_install"):
    from odoo.addons.test_lint.tests import test_index  # needs the addons path of the command line

    test_index.BTREE_INDEX_IGNORE_FIELDS |= covered
    return make_suite(module_names, position)


if __name__ == "__main__":
    loader.make_suite = make_informed_suite
    odoo.cli.main()

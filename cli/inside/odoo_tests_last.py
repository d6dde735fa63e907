"""Odoo's command line with all tests in the last phase. Runs in Odoo's Python.

Most of Odoo's tests run while modules are loaded, each before the modules that build on it, so before our addons are
there. They would say nothing about us, and on a finished database they trip over our columns and record rules. Here
they run when everything is loaded.
"""

import odoo.cli
from odoo.tests import loader

make_suite = loader.make_suite


def make_last_suite(module_names, position="at_install"):
    if position == "at_install":
        return loader.OdooSuite([])
    tests = [test for phase in ("at_install", "post_install") for test in make_suite(module_names, phase)]
    return loader.OdooSuite(sorted(tests, key=lambda test: getattr(test, "test_sequence", 0)))


if __name__ == "__main__":
    loader.make_suite = make_last_suite
    odoo.cli.main()

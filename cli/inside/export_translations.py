"""Write the template and one translation of each addon into a folder. Runs in Odoo's Python.

Odoo's own `i18n export` empties the file that it writes before it reads the translations of Python and JavaScript from
it, and so loses them; a folder of its own does not.
"""

import sys
from pathlib import Path

import odoo.init  # noqa: F401 (sets up the package; before anything else of Odoo)
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import config
from odoo.tools.translate import trans_export


def main(database, language, folder, addons):
    config.parse_config(["-d", database, "--no-http", "--log-level", "warn"], setup_logging=True)
    with Registry(database).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        for addon in addons:
            for code, name in ((None, f"{addon}.pot"), (language, f"{addon}.{language}.po")):
                with open(Path(folder, name), "wb") as file:
                    trans_export(code, [addon], file, "po", env)


if __name__ == "__main__":
    main(*sys.argv[1:4], sys.argv[4:])

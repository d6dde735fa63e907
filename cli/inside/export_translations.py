"""Write the template and one translation of each addon into a folder. Runs in Odoo's Python.

Odoo's own `i18n export` empties the file that it writes before it reads the translations of Python and JavaScript from
it, and so loses them; a folder of its own does not. It also writes what a model inherits from the record that it is
about (`_inherits`), whichever addon brought it; here such labels stay with the model that they come from, where the web
client looks for their translation.
"""

import sys
from pathlib import Path

import odoo.init  # noqa: F401 (sets up the package; before anything else of Odoo)
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import config
from odoo.tools.translate import TranslationFileWriter, TranslationModuleReader

sys.path.append(str(Path(__file__).resolve().parents[2]))
from cli.po import leave_out_inherited


class OwnTerms(TranslationModuleReader):
    """The terms of addons, without the labels of inherited fields."""

    def _get_translatable_records(self, imd_records):
        records = super()._get_translatable_records(imd_records)
        if records._name != "ir.model.fields":
            return records
        return records.browse(each.id for each in leave_out_inherited(records, self.env.registry))


def main(database, language, folder, addons):
    config.parse_config(["-d", database, "--no-http", "--log-level", "warn"], setup_logging=True)
    with Registry(database).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        for addon in addons:
            for code, name in ((None, f"{addon}.pot"), (language, f"{addon}.{language}.po")):
                with open(Path(folder, name), "wb") as file:
                    _export(env, code, addon, file)


def _export(env, code, addon, file):
    terms = OwnTerms(env.cr, modules=[addon], lang=code)
    if terms:
        TranslationFileWriter(file, fileformat="po", lang=code).write_rows(terms)


if __name__ == "__main__":
    main(*sys.argv[1:4], sys.argv[4:])

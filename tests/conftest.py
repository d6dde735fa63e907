"""Make the addons' pure `tools` importable without Odoo: `sales_cloud_core.tools.money` and the like.

An addon's package imports Odoo, so a bare package of the same name stands in for it here.
"""

import sys
import types
from pathlib import Path

ADDONS = Path(__file__).resolve().parent.parent / "addons"


def _register_addons():
    for path in sorted(ADDONS.glob("*/__manifest__.py")):
        package = types.ModuleType(path.parent.name)
        package.__path__ = [str(path.parent)]
        sys.modules.setdefault(path.parent.name, package)


_register_addons()

"""Odoo's own pylint test with Odoo's own checkers, on the addons of one folder. Runs in Odoo's Python."""

import sys
from unittest.mock import PropertyMock, patch

from odoo.modules import Manifest
from odoo.tools import config


def main(folder):
    config.parse_config([])
    from odoo.addons.test_lint.tests.test_pylint import TestPyLint  # needs the addons path of the line above

    ours = [manifest for manifest in Manifest.all_addon_manifests() if manifest.path.startswith(folder)]
    with (
        patch.object(Manifest, "all_addon_manifests", return_value=ours),
        patch.object(type(config), "root_path", PropertyMock(return_value=ours[0].path)),
    ):
        TestPyLint("test_pylint").test_pylint()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except AssertionError as failure:
        sys.exit(str(failure))

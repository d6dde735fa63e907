import json

from odoo.http import request

from odoo.addons.web.controllers.export import CSVExport, ExcelExport


def _note_domain(data):
    """Let the log of exports know which search the file is of."""
    params = json.loads(data)
    if not params["ids"]:
        request.update_context(exported_domain=params["domain"])


class LoggedCSVExport(CSVExport):
    def base(self, data):
        _note_domain(data)
        return super().base(data)


class LoggedExcelExport(ExcelExport):
    def base(self, data):
        _note_domain(data)
        return super().base(data)

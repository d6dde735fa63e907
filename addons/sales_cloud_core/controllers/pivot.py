import json

from odoo.exceptions import AccessError
from odoo.http import request, route

from odoo.addons.web.controllers.pivot import TableExporter


class LoggedTableExporter(TableExporter):
    """A pivot table is totals of what its reader sees; that it left is noted, too."""

    @route()
    def export_xlsx(self, data, **kw):
        table = data if isinstance(data, str) else data.read().decode()
        params = json.loads(table)
        if params and params.get("model"):
            self._note(params)
        return super().export_xlsx(table, **kw)

    def _note(self, params):
        logs = request.env["sales.export.log"]
        if request.env.user.has_group("sales_cloud_core.group_use_data_rights"):
            if not request.env.user.has_group("base.group_allow_export"):
                raise AccessError(request.env._("You may not export. Ask an administrator for the right to do so."))
            logs._check_export(request.env[params["model"]])
        measures = [header["title"] for header in params.get("measure_headers", ())]
        logs._note_export("pivot", params["model"], measures, 0, len(params.get("rows", ())), params.get("title", ""))

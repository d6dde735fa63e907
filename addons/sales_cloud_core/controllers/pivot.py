import json

from werkzeug.exceptions import InternalServerError

from odoo.exceptions import AccessError, UserError
from odoo.http import request, route, serialize_exception

from odoo.addons.web.controllers.pivot import TableExporter


def _is_readonly(_controller, _rule, _arguments):
    """Return False: the route is not read only, unlike that of Odoo, which would warn of anything but a function."""
    return False


class LoggedTableExporter(TableExporter):
    """A pivot table is totals of what its reader sees; that it left is noted, too."""

    @route(readonly=_is_readonly)
    def export_xlsx(self, data, **kw):
        table = data if isinstance(data, str) else data.read().decode()
        params = json.loads(table)
        if params and params.get("model"):
            self._note_or_refuse(params)
        return super().export_xlsx(table, **kw)

    def _note_or_refuse(self, params):
        """Refuse as the export of a list does, so that the browser shows the sentence."""
        try:
            self._note(params)
        except UserError as refusal:
            error = {"code": 0, "message": "Odoo Server Error", "data": serialize_exception(refusal)}
            raise InternalServerError(json.dumps(error)) from refusal

    def _note(self, params):
        logs = request.env["sales.export.log"]
        if request.env.user.has_group("sales_cloud_core.group_use_data_rights"):
            if not request.env.user.has_group("base.group_allow_export"):
                raise AccessError(request.env._("You may not export. Ask an administrator for the right to do so."))
            logs._check_export(request.env[params["model"]])
        measures = [header["title"] for header in params.get("measure_headers", ())]
        logs._note_export("pivot", params["model"], measures, 0, len(params.get("rows", ())), params.get("title", ""))

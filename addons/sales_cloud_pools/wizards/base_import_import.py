from odoo import models


class BaseImport(models.TransientModel):
    """A test run lists possible duplicates; they are no reason to stop the import itself, which tells of them aside."""

    _inherit = "base_import.import"

    def execute_import(self, fields, columns, options, dryrun=False):
        result = super().execute_import(fields, columns, options, dryrun=dryrun)
        if dryrun:
            return result
        for message in [each for each in result["messages"] if each.get("is_duplicate")]:
            result["messages"].remove(message)
            notice = {"type": "warning", "message": message["message"], "sticky": True}
            self.env.user._bus_send("simple_notification", notice)
        return result

from odoo import models


class IrActionsReport(models.Model):
    """Nothing is printed that is hidden on the screen."""

    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        self.env[report.model].browse(docids)._check_unmasked()
        return super()._get_rendering_context(report, docids, data)

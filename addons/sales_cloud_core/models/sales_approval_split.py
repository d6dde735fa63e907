from odoo import models


class SalesSplit(models.Model):
    _inherit = "sales.split"

    def _check_document_open(self):
        self.lead_id._check_approval_unlocked("split")
        super()._check_document_open()

from odoo import models


class SalesDocumentLink(models.AbstractModel):
    """A record about a document of any model, named by its fields ``res_model`` and ``res_id``."""

    _name = "sales.document.link"
    _description = "Link to a Document"

    def action_open_document(self):
        """Open the document that the record is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

from odoo import api, models
from odoo.tools import SQL


class IrAttachment(models.Model):
    """The printed invoice shows its amounts: its files are not for whom these are hidden from."""

    _inherit = "ir.attachment"

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        yield from super()._inaccessible_comodel_records(model_and_ids, operation)
        invoices = self.env["account.move"].browse(filter(None, model_and_ids.get("account.move", ())))
        yield from (("account.move", invoice_id) for invoice_id in invoices._get_hidden_values(("amount",)))

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        query = super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)
        masks = () if self.env.su or bypass_access else self.env["account.move"]._get_value_masks(("amount",))
        for mask in masks if not query.is_empty() else ():
            # sudo: invoices are asked for, whether the reader may see them or not
            hidden = self.env["account.move"].sudo()._search(mask.get_domain())
            model, record_id = SQL.identifier(query.table, "res_model"), SQL.identifier(query.table, "res_id")
            query.add_where(
                SQL("(%s IS DISTINCT FROM 'account.move' OR %s NOT IN %s)", model, record_id, hidden.subselect())
            )
        return query

from odoo import api, fields, models
from odoo.exceptions import AccessError


class SalesPoolReveal(models.Model):
    """Who looked at the hidden fields of a free record. Never changed, never deleted."""

    _name = "sales.pool.reveal"
    _description = "Revealed Record"
    _order = "id desc"
    _rec_name = "pool_id"

    pool_id = fields.Many2one("sales.pool", required=True, index=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one(related="pool_id.company_id", store=True)
    user_id = fields.Many2one("res.users", "Person", required=True, readonly=True, ondelete="restrict")
    lead_id = fields.Many2one("crm.lead", readonly=True, index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one("res.partner", readonly=True, index="btree_not_null", ondelete="set null")
    placement_id = fields.Many2one("sales.pool.placement", readonly=True, index="btree_not_null", ondelete="set null")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    day = fields.Date(required=True, readonly=True)

    _user_day_idx = models.Index("(user_id, pool_id, day)")

    def write(self, vals):
        # A merge of leads or partners re-points the links, nothing else changes.
        if vals.keys() - {"lead_id", "partner_id", "placement_id"}:
            raise AccessError(self.env._("The log of revealed records cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The log of revealed records cannot be deleted."))

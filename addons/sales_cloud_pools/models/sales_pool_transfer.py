from odoo import api, fields, models
from odoo.exceptions import AccessError


class SalesPoolTransfer(models.Model):
    """A free record went from one pool to another, or out of them: when, why, and who did it.

    What happens while somebody holds a record is told by its holdings; this is the rest of its history. Never changed.
    """

    _name = "sales.pool.transfer"
    _description = "Move between Pools"
    _order = "date desc, id desc"
    _rec_name = "record_name"

    pool_id = fields.Many2one("sales.pool", "From", required=True, index=True, readonly=True, ondelete="restrict")
    target_pool_id = fields.Many2one("sales.pool", "To", index=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one(related="pool_id.company_id", store=True)
    lead_id = fields.Many2one("crm.lead", readonly=True, index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, index="btree_not_null", ondelete="set null")
    placement_id = fields.Many2one("sales.pool.placement", readonly=True, index="btree_not_null", ondelete="set null")
    record_name = fields.Char("Record", readonly=True)
    free_since = fields.Datetime("Waited Since", readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    reason = fields.Selection(
        [
            ("transfer", "Moved by a manager"),
            ("aged", "Nobody claimed it"),
            ("invalid", "Marked invalid"),
        ],
        required=True,
        readonly=True,
    )
    explanation = fields.Char("Why", readonly=True)
    operator_id = fields.Many2one("res.users", readonly=True, ondelete="restrict", help="Who did it.")

    @api.model
    def _log(self, records, target, reason, explanation=False):
        """Note that free records leave their pools; the caller is the superuser.

        :param records: free records of one model, still in the pool that they leave
        :param target: the sales.pool where they go, none if they leave the pools
        """
        return self.create(
            [
                record._get_ledger_links()
                | {
                    "pool_id": record.pool_id.id,
                    "target_pool_id": target.id,
                    "record_name": record.display_name,
                    "free_since": record.pool_entry_at,
                    "reason": reason,
                    "explanation": explanation,
                    "operator_id": self.env.uid,
                }
                for record in records
            ]
        )

    def write(self, vals):
        # A merge of leads or partners re-points the links, nothing else changes.
        if vals.keys() - {"lead_id", "partner_id", "placement_id"}:
            raise AccessError(self.env._("The history of a pool cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The history of a pool cannot be deleted."))

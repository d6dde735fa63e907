from odoo import models
from odoo.exceptions import RedirectWarning


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        if vals.get("active") is False:
            self._check_nothing_held()
        return super().write(vals)

    def _check_nothing_held(self):
        """Refuse to archive people who hold pooled records, with a button that shows what to hand over."""
        # sudo: what people hold is asked whoever archives them
        held = self.env["sales.pool.holding"].sudo().search([("user_id", "in", self.ids), ("date_end", "=", False)])
        if held:
            action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_pools.sales_pool_holding_action")
            raise RedirectWarning(
                self.env._(
                    "%(people)s still hold %(count)s records of pools. Hand them over or return them first.",
                    people=", ".join(held.user_id.mapped("name")),
                    count=len(held),
                ),
                action | {"domain": [("id", "in", held.ids)], "context": {}},
                self.env._("Show them"),
            )

from odoo import models
from odoo.exceptions import RedirectWarning


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        if vals.get("active") is False:
            self._check_nothing_held()
        return super().write(vals)

    def _check_nothing_held(self):
        """Refuse to archive people who hold pooled records or belong to pools, with a button that hands over."""
        # sudo: what people hold is asked whoever archives them
        held = self.env["sales.pool.holding"].sudo().search([("user_id", "in", self.ids), ("date_end", "=", False)])
        if held:
            sentence = self.env._(
                "%(people)s still hold %(count)s records of pools. Hand them over or return them first.",
                people=", ".join(held.user_id.mapped("name")),
                count=len(held),
            )
            raise self._make_handover_warning(sentence, held)
        # sudo: as above; people whom a sales team brought leave with the team
        pools = self.env["sales.pool"].sudo().search([("access_user_ids", "in", self.ids)])
        chosen = pools.member_ids.filtered(lambda member: member.user_id in self and not member.team_id)
        pools = chosen.pool_id | pools.filtered(lambda pool: pool.manager_ids & self)
        if pools:
            sentence = self.env._(
                "%(people)s still belong to the pools %(pools)s. Take them out of the pools first.",
                people=", ".join((pools.access_user_ids & self).mapped("name")),
                pools=", ".join(pools.mapped("name")),
            )
            raise self._make_handover_warning(sentence, held)

    def _make_handover_warning(self, sentence, held):
        """Return the error that leads to the hand-over of one person, or of what several people hold."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_pools.sales_pool_handover_action")
        one = {"default_user_id": self.id, "default_is_leaving": True}
        context = {"dialog_size": "extra-large"} | (one if len(self) == 1 else {"default_holding_ids": held.ids})
        return RedirectWarning(sentence, action | {"context": context}, self.env._("Hand Over"))

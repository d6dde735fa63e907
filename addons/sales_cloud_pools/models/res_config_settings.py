from odoo import models
from odoo.exceptions import UserError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    def set_values(self):
        if not self.group_use_business_lines:
            self._check_lines_unused()
        return super().set_values()

    def _check_lines_unused(self):
        """Refuse to hide business lines whose pools go on working: people would lose customers that they do not see."""
        main = self.env["sales.business.line"]._get_main_id()
        # sudo: pools of every company
        pools = self.env["sales.pool"].sudo().search([("kind", "=", "customer"), ("business_line_id", "!=", main)])
        if pools:
            raise UserError(
                self.env._(
                    "Pools of other business lines are at work: %s. Archive them before you switch business lines off.",
                    ", ".join(pools.mapped("name")),
                )
            )

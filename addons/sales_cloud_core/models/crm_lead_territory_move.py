from odoo import models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    """A lead or deal moves to another territory with approval, where a rule asks for one."""

    _inherit = "crm.lead"

    def _get_move_worth(self):
        return self.expected_revenue, self.company_currency

    def _note_territory_choice(self, territory_id):
        """A territory that is written, not chosen, takes no way around the approval."""
        territory = self.env["sales.territory"].browse(territory_id)
        moved = self.browse() if self.env.su else self._filter_move_to_approve(territory)
        if moved:
            raise UserError(
                self.env._(
                    "Moving “%s” to another territory needs approval. Use “Choose Territory”, which asks for it.",
                    moved[0].display_name,
                )
            )
        return super()._note_territory_choice(territory_id)

from odoo import models
from odoo.exceptions import UserError

TOPIC = "territory_move"


class CrmLead(models.Model):
    """Moving a lead or deal from one territory to another may need approval, where a rule of approval says so."""

    _inherit = "crm.lead"

    def action_set_territory(self, territory_id, reason=None):
        """Put these leads into a territory, or ask for approval of those that leave another one.

        :return: True, or a notice of what waits for approval
        """
        territory = self.env["sales.territory"].browse(territory_id).exists()
        moved = self._filter_move_to_approve(territory)
        if self - moved:
            super(CrmLead, self - moved).action_set_territory(territory_id, reason)
        for lead in moved:
            lead._request_territory_move(territory, reason)
        return moved._get_move_notice() if moved else True

    def _filter_move_to_approve(self, territory):
        """Return those of these leads that may leave their territory for this one only with approval."""
        # sudo: rules of approval bind people who may not read them
        leads = self.sudo().filtered(
            lambda lead: (
                territory
                and lead.territory_id not in (territory, territory.browse())
                and lead._find_approval_rule(TOPIC, lead.expected_revenue, lead.company_currency)
            )
        )
        return leads.with_env(self.env)

    def _request_territory_move(self, territory, reason):
        self.check_access("read")
        territory.check_access("read")
        self.env["sales.territory.assignment"]._check_may_choose(self, territory)
        # sudo: checked above; who leads a territory may move its deals without being their owner
        lead = self.sudo()
        lead._request_approval(
            self.env._("Move of %(lead)s to %(territory)s", lead=lead.name, territory=territory.complete_name),
            reason=reason,
            amount=lead.expected_revenue,
            currency=lead.company_currency,
            topic=TOPIC,
            payload={"territory_id": territory.id, "reason": reason},
        )

    def _get_move_notice(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The move waits for approval. The deal stays in its territory until then."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

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

    def _resubmit_approval(self, approval):
        if approval.topic != TOPIC:
            return super()._resubmit_approval(approval)
        return self.action_choose_territory()

    def _can_ask_again(self, approval):
        """Another move is asked by a person, who says where to."""
        return super()._can_ask_again(approval) and approval.topic != TOPIC

    def _after_approval_granted(self, approval):
        super()._after_approval_granted(approval)
        if approval.topic == TOPIC:
            territory = self.env["sales.territory"].browse(approval.payload["territory_id"]).exists()
            assignments = self.env["sales.territory.assignment"]
            assignments._check_may_choose(self, territory)
            # sudo: approved; the choice is noted as that of who asked
            assignments.with_user(approval.requester_id).sudo()._choose(self, territory, approval.payload["reason"])
            self._after_territory_choice(territory)

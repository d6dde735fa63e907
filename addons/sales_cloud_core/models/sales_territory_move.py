from odoo import api, models

TOPIC = "territory_move"


class SalesTerritoryMixin(models.AbstractModel):
    """Moving a record from one territory to another may need approval, where a rule of approval says so."""

    _name = "sales.territory.mixin"
    _inherit = ["sales.territory.mixin", "sales.approval.mixin"]

    def action_set_territory(self, territory_id, reason=None):
        """Put these records into a territory, or ask for approval of those that leave another one.

        :return: True, or a notice of what waits for approval
        """
        territory = self.env["sales.territory"].browse(territory_id).exists()
        moved = self._filter_move_to_approve(territory)
        if self - moved:
            super(SalesTerritoryMixin, self - moved).action_set_territory(territory_id, reason)
        for record in moved:
            record._request_territory_move(territory, reason)
        return moved._get_move_notice() if moved else True

    # ------------------------------------------------------------
    # WHAT A CONCRETE MODEL SAYS
    # ------------------------------------------------------------

    def _get_move_worth(self):
        """Return (amount, currency) of what moves with this record; the amount of a rule is compared with it."""
        raise NotImplementedError

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _filter_move_to_approve(self, territory):
        """Return those of these records that may leave their territory for this one only with approval."""
        # sudo: rules of approval bind people who may not read them
        records = self.sudo().filtered(lambda record: record._needs_move_approval(territory.sudo()))
        return records.with_env(self.env)

    def _needs_move_approval(self, territory):
        former = self._get_territories().filtered(lambda each: each.model_id == territory.model_id)
        if not former or territory in former:
            return False
        record = self.with_company(territory.company_id)
        return bool(record._find_approval_rule(TOPIC, *record._get_move_worth()))

    def _request_territory_move(self, territory, reason):
        self.check_access("read")
        territory.check_access("read")
        self.env["sales.territory.assignment"]._check_may_choose(self, territory)
        # sudo: checked above; who leads a territory may move what belongs to it without being its owner
        record = self.sudo().with_company(territory.company_id)
        amount, currency = record._get_move_worth()
        record._request_approval(
            self.env._("Move of %(record)s to %(territory)s", record=record.display_name, territory=territory.name),
            reason=reason,
            amount=amount,
            currency=currency,
            topic=TOPIC,
            payload={"territory_id": territory.id, "reason": reason},
        )

    @api.model
    def _get_move_notice(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The move waits for approval. Until then everything stays in its territory."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # ------------------------------------------------------------
    # AFTER THE DECISION
    # ------------------------------------------------------------

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

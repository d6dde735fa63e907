from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesStageLog(models.Model):
    """The stage ledger: every move of an opportunity through the pipeline, whatever moved it.

    The first row of an opportunity comes from no stage (its creation, or the conversion of its lead), and each row
    starts where the one before ended. Leads are not logged: they are qualified, not moved through stages. Amounts are
    the expected revenue at that moment. Rows are never changed or deleted; a merge re-points them to the opportunity
    that stays.
    """

    _name = "sales.stage.log"
    _description = "Stage History"
    _inherit = "sales.valued.mixin"
    _order = "at desc, id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one("crm.lead", "Opportunity", required=True, ondelete="cascade", index=True)
    from_stage_id = fields.Many2one("crm.stage", ondelete="restrict")
    to_stage_id = fields.Many2one("crm.stage", ondelete="restrict")
    at = fields.Datetime("Moved On", required=True)
    days = fields.Float("Days in Previous Stage", aggregator="avg")
    amount = fields.Monetary("Expected Revenue")
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Salesperson", ondelete="restrict")
    team_id = fields.Many2one("crm.team", "Sales Team", ondelete="restrict")
    company_id = fields.Many2one("res.company", ondelete="restrict", index=True)
    cause = fields.Selection(
        [("create", "Created"), ("write", "Moved"), ("merge", "Merged"), ("imported", "Imported")],
        required=True,
    )

    _stage_idx = models.Index("(to_stage_id, at)")

    @api.model
    def _get_value_paths(self):
        return {"crm.lead": "lead_id.user_id"}

    # ------------------------------------------------------------
    # CRUD: append only
    # ------------------------------------------------------------

    def write(self, vals):
        if self.env.su and vals.keys() <= {"lead_id"}:
            return super().write(vals)
        raise UserError(
            self.env._("The stage history cannot be changed. Move the opportunity; the history follows by itself.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The stage history cannot be deleted: it goes only with its opportunity."))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _log_moves(self, moves, cause):
        """Append a row for each opportunity whose stage changed.

        :param moves: list of (crm.lead, stage before, UTC moment since when), only real moves; the stage is empty when
            the opportunity enters the pipeline, and the moment counts only where the ledger has no earlier move
        """
        # sudo: nobody writes the ledger directly; it follows from a move that was allowed
        ledger = self.sudo()
        entered = ledger._read_last_moves([lead.id for lead, before, _since in moves if before])
        now = fields.Datetime.now()
        return ledger.create(
            [
                ledger._prepare_move_vals(lead, before, entered.get(lead.id) or since, now, cause)
                for lead, before, since in moves
            ]
        )

    def _read_last_moves(self, lead_ids):
        """Return {lead id: UTC moment of its last move}."""
        if not lead_ids:
            return {}
        rows = self._read_group([("lead_id", "in", lead_ids)], ["lead_id"], ["at:max"])
        return {lead.id: at for lead, at in rows}

    def _prepare_move_vals(self, lead, before, since, now, cause):
        return {
            "lead_id": lead.id,
            "from_stage_id": before.id,
            "to_stage_id": lead._get_pipeline_stage().id,
            "at": now,
            "days": max((now - since).total_seconds() / 86400, 0.0) if before and since else 0.0,
            "amount": lead.expected_revenue,
            "currency_id": lead.company_currency.id,
            "user_id": lead.user_id.id,
            "team_id": lead.team_id.id,
            "company_id": lead.company_id.id,
            "cause": cause,
        }

    def action_open_lead(self):
        """Open the opportunity of a row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "view_mode": "form",
        }

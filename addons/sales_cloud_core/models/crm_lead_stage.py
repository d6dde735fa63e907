from odoo import api, models

# what can move an opportunity: a team or owner recomputes the stage, a type enters or leaves the pipeline
STAGE_TRIGGERS = {"stage_id", "team_id", "user_id", "type"}


class CrmLead(models.Model):
    """Stages are compared before and after every change, so that no way of moving a deal escapes the ledger."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        # sudo: see `write`
        leads.sudo()._log_stage_moves({}, "imported" if self.env.context.get("import_file") else "create")
        return leads

    def write(self, vals):
        if STAGE_TRIGGERS.isdisjoint(vals):
            return super().write(vals)
        # sudo: the ledger is complete even when the change takes the lead out of its writer's sight
        before = {lead.id: (lead._get_pipeline_stage(), lead.date_last_stage_update) for lead in self.sudo()}
        result = super().write(vals)
        cause = "merge" if self.env.context.get("sales_stage_is_merge") else "write"
        self.sudo()._log_stage_moves(before, cause)
        return result

    def _get_pipeline_stage(self):
        """Return the stage of an opportunity; a lead stands in none."""
        self.ensure_one()
        return self.stage_id if self.type == "opportunity" else self.env["crm.stage"]

    def _log_stage_moves(self, before, cause):
        """Log what moved.

        :param before: {lead id: (stage before, UTC moment since when)}, leads that did not exist left out
        """
        none = (self.env["crm.stage"], None)
        moves = [(lead, *before.get(lead.id, none)) for lead in self]
        moves = [move for move in moves if move[0]._get_pipeline_stage() != move[1]]
        if moves:
            self.env["sales.stage.log"]._log_moves(moves, cause)

    def _merge_opportunity(self, *args, **kwargs):
        # the key only names the cause in the ledger
        merging = self.with_context(sales_stage_is_merge=True)
        return super(CrmLead, merging)._merge_opportunity(*args, **kwargs).with_env(self.env)

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        # sudo: whoever may merge opportunities takes along their history
        logs = self.env["sales.stage.log"].sudo().search([("lead_id", "in", opportunities.ids)])
        logs.write({"lead_id": self.id})

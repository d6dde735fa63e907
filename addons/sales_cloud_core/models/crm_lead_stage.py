from odoo import api, models

# what moves an opportunity when it is written, and what lets the stage follow by a later recomputation
DIRECT_TRIGGERS = {"stage_id", "type"}
INDIRECT_TRIGGERS = {"team_id", "user_id"}
PENDING = "sales_cloud_core.stage_moves"


class CrmLead(models.Model):
    """Stages are compared before and after every change, so that no way of moving a deal escapes the ledger.

    After a change of team or owner the stage is recomputed by Odoo, for many leads at once. Looking at it right away
    would recompute lead by lead, so these changes are compared at the end of the transaction.
    """

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        # sudo: see `write`
        leads.sudo()._log_stage_moves({}, "imported" if self.env.context.get("import_file") else "create")
        return leads

    def write(self, vals):
        # sudo: the ledger is complete even when the change takes the lead out of its writer's sight
        leads = self.sudo()
        if DIRECT_TRIGGERS.isdisjoint(vals):
            if not INDIRECT_TRIGGERS.isdisjoint(vals):
                leads._remember_stages()
            return super().write(vals)
        leads._settle_stage_moves()
        before = leads._get_stages_and_moments()
        result = super().write(vals)
        leads._log_stage_moves(before, "merge" if self.env.context.get("sales_stage_is_merge") else "write")
        return result

    def _get_stages_and_moments(self):
        """Return {lead id: (stage, UTC moment since when)}."""
        return {lead.id: (lead._get_pipeline_stage(), lead.date_last_stage_update) for lead in self}

    def _remember_stages(self):
        """Keep where these leads stand now, to be compared when the transaction is complete."""
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = {}
            precommit.add(self.browse()._settle_all_stage_moves)
        pending = precommit.data[PENDING]
        new = self.filtered(lambda lead: lead.id not in pending)
        pending.update(new._get_stages_and_moments())

    def _settle_stage_moves(self):
        """Log what earlier changes of this transaction moved."""
        pending = self.env.cr.precommit.data.get(PENDING, {})
        before = {lead.id: pending.pop(lead.id) for lead in self if lead.id in pending}
        self.browse(before).exists()._log_stage_moves(before, "write")._after_stage_followed()

    def _settle_all_stage_moves(self):
        self.browse(self.env.cr.precommit.data.get(PENDING, {}))._settle_stage_moves()
        self.env.cr.precommit.data.pop(PENDING, None)

    def _get_pipeline_stage(self):
        """Return the stage of an opportunity; a lead stands in none."""
        self.ensure_one()
        return self.stage_id if self.type == "opportunity" else self.env["crm.stage"]

    def _log_stage_moves(self, before, cause):
        """Log what moved, and return it.

        :param before: {lead id: (stage before, UTC moment since when)}, leads that did not exist left out
        """
        none = (self.env["crm.stage"], None)
        moves = [(lead, *before.get(lead.id, none)) for lead in self]
        moves = [move for move in moves if move[0]._get_pipeline_stage() != move[1]]
        if moves:
            self.env["sales.stage.log"]._log_moves(moves, cause)
        return self.browse(move[0].id for move in moves)

    def _merge_opportunity(self, *args, **kwargs):
        # the key only names the cause in the ledger
        merging = self.with_context(sales_stage_is_merge=True)
        return super(CrmLead, merging)._merge_opportunity(*args, **kwargs).with_env(self.env)

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        # sudo: whoever may merge opportunities takes along their history
        logs = self.env["sales.stage.log"].sudo().search([("lead_id", "in", opportunities.ids)])
        logs.write({"lead_id": self.id})

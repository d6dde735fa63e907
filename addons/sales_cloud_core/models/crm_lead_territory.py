from odoo import api, fields, models


class CrmLead(models.Model):
    """A lead or opportunity is in one territory: that of its customer, else the one that the rules find."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.territory.mixin"]

    _territory_kind = "lead"
    _territory_column = "lead_id"
    _territory_tags = "tag_ids"

    territory_id = fields.Many2one(
        "sales.territory",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        check_company=True,
        domain="[('model_state', '=', 'active')]",
        help="Where the customer or the rules put this deal. What a person chooses is kept when the rules run again.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        chosen = [vals.get("territory_id") for vals in vals_list]
        if not any(chosen):
            return super().create(vals_list)
        leads = super().create([{k: v for k, v in vals.items() if k != "territory_id"} for vals in vals_list])
        for lead, territory_id in zip(leads, chosen, strict=True):
            if territory_id:
                lead.action_set_territory(territory_id)
        return leads

    def write(self, vals):
        if "territory_id" in vals:
            self._note_territory_choice(vals["territory_id"])
        result = super().write(vals)
        if "territory_id" in vals and not vals["territory_id"]:
            self._run_territory_rules()
        return result

    def _note_territory_choice(self, territory_id):
        """Whoever writes a territory chooses it; without one the rules decide again."""
        others = self.filtered(lambda lead: lead.territory_id.id != territory_id)
        # sudo: the rows are guarded by the check of the choice
        assignments = self.env["sales.territory.assignment"].sudo()
        territory = self.env["sales.territory"].browse(territory_id)
        chosen = assignments.search([("lead_id", "in", others.ids), ("cause", "=", "manual")])
        others -= chosen.filtered(lambda row: row.territory_id == territory).lead_id.with_env(self.env)
        if others:
            assignments.sudo(self.env.su)._check_may_choose(others, territory)
            if territory:
                assignments._choose(others.sudo(), territory.sudo(), None)  # sudo: as above
            else:
                assignments._release(others.sudo())  # sudo: as above

    def _filter_territory_scope(self, model):
        default, company_id = model._get_default_company(), model._get_company_id()
        return self.filtered(
            lambda lead: (
                lead.active
                and lead.won_status == "pending"
                and (lead.company_id or lead.team_id.company_id or default).id == company_id
            )
        )

    def _explain_no_territory(self):
        why = super()._explain_no_territory()
        return self.env._("Its customer is in no territory.") if why and self.partner_id else why

    def _get_territories(self):
        return self.territory_id

    def _after_territory_choice(self, territory):
        self.write({"territory_id": territory.id})

    def _get_territory_language(self):
        return self.lang_id

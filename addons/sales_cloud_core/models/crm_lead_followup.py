from odoo import fields, models
from odoo.tools import SQL


class CrmLead(models.Model):
    """A lead remembers when its owner last worked on it."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.followup.mixin"]

    last_followup_at = fields.Datetime(index="btree_not_null")
    collaborator_ids = fields.Many2many(
        "res.users",
        "crm_lead_collaborator_rel",
        "lead_id",
        "user_id",
        "Collaborators",
        domain="[('share', '=', False)]",  # as text: a list would make every new user recompute this field
        help="They work on it with the salesperson: they see and edit it, and what they do counts as a follow-up.",
    )

    reader_ids = fields.Many2many(
        "res.users",
        "crm_lead_reader_rel",
        "lead_id",
        "user_id",
        "Readers",
        domain="[('share', '=', False)]",
        help="Collaborators who only read: they see it, but change nothing, and what they do is no follow-up.",
    )

    def write(self, vals):
        # superuser: an automation moved the stage, not the owner
        if "stage_id" not in vals or self.env.su:
            return super().write(vals)
        stages = {lead: lead.stage_id for lead in self}
        result = super().write(vals)
        self.filtered(lambda lead: lead.stage_id != stages[lead])._register_followup("stage")
        return result

    def _get_followed_customer_id(self):
        return self.partner_id.commercial_partner_id.id

    def _followup_customer_sql(self, record):
        return SQL(
            "(SELECT customer.commercial_partner_id FROM res_partner customer WHERE customer.id = %s)",
            SQL.identifier(record, "partner_id"),
        )

    def _followup_contact_sql(self, record):
        return SQL(
            "(COALESCE(%s, '') <> '' OR EXISTS (SELECT 1 FROM res_partner AS person_named"
            " WHERE person_named.id = %s AND person_named.is_company IS NOT TRUE))",
            SQL.identifier(record, "contact_name"),
            SQL.identifier(record, "partner_id"),
        )

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        # sudo: the log of the merged leads goes on with the one that stays, whoever merges
        self.env["sales.followup"].sudo().search([("lead_id", "in", opportunities.ids)]).write({"lead_id": self.id})
        self.sudo()._refresh_last_followup()

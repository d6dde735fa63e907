from odoo import fields, models
from odoo.tools import SQL


class CrmLead(models.Model):
    """A lead remembers when its owner last worked on it."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.followup.mixin"]

    last_followup_at = fields.Datetime(index="btree_not_null")

    def write(self, vals):
        # superuser: an automation moved the stage, not the owner
        if "stage_id" not in vals or self.env.su:
            return super().write(vals)
        stages = {lead: lead.stage_id for lead in self}
        result = super().write(vals)
        self.filtered(lambda lead: lead.stage_id != stages[lead])._register_followup("stage")
        return result

    def _followup_customer_sql(self, record):
        return SQL(
            "(SELECT customer.commercial_partner_id FROM res_partner customer WHERE customer.id = %s)",
            SQL.identifier(record, "partner_id"),
        )

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        (self | opportunities)._keep_latest_followup(self)

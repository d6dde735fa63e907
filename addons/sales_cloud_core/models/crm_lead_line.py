from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column


class CrmLead(models.Model):
    """An opportunity belongs to a business line where a company has several."""

    _inherit = "crm.lead"

    business_line_id = fields.Many2one(
        "sales.business.line",
        compute="_compute_business_line_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="What the opportunity is about. It counts for the owner that the customer has in this line.",
    )

    def _auto_init(self):
        """Leave the existing opportunities without a line: that is the main one."""
        if not column_exists(self.env.cr, self._table, "business_line_id"):
            create_column(self.env.cr, self._table, "business_line_id", "int4")
        return super()._auto_init()

    @api.depends("partner_id")
    def _compute_business_line_id(self):
        is_used = self.env["sales.business.line"]._is_used()
        for lead in self:
            # what was chosen stays, and while lines are switched off nobody chooses
            lead.business_line_id = lead.business_line_id or (is_used and lead._get_usual_business_line())

    def _get_usual_business_line(self):
        """Return the line of an opportunity for which nobody chose one."""
        return self.env["sales.business.line"]._get_main()

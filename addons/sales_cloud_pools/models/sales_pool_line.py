from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .sales_pool_entry import ENTRY_BATCH

PLACEMENT = "sales.pool.placement"


class SalesPool(models.Model):
    """A customer pool is one of a business line: it holds customers of the main line, or placements of another one."""

    _inherit = "sales.pool"

    business_line_id = fields.Many2one(
        "sales.business.line",
        check_company=True,
        ondelete="restrict",
        default=lambda self: self.env["sales.business.line"]._get_main_id(),
        help="Customers have an owner in each line; the pool is about the one in this line.",
    )

    _check_line = models.Constraint(
        "CHECK (kind <> 'customer' OR business_line_id IS NOT NULL)", "A customer pool belongs to a business line."
    )

    def _check_change(self, vals):
        super()._check_change(vals)
        if "business_line_id" not in vals:
            return
        changed = self.filtered(lambda pool: pool.business_line_id.id != vals["business_line_id"])
        # sudo: everything counts, also what the editor may not read
        if any(pool._get_records().sudo().search_count([("pool_id", "=", pool.id)], limit=1) for pool in changed):
            raise ValidationError(
                self.env._("A pool that holds customers stays in its business line. Create another pool instead.")
            )

    def _is_other_line(self):
        """Say whether the pool is about a business line other than the main one."""
        main = self.env["sales.business.line"]._get_main_id()
        return self.kind == "customer" and self.business_line_id.id != main

    def _get_place(self):
        """Return what pools have in common between which records move."""
        return self.kind, self.company_id, self.business_line_id

    def _get_record_field(self):
        return "placement_id" if self._is_other_line() else super()._get_record_field()

    def _get_records(self):
        return self.env[PLACEMENT] if self._is_other_line() else super()._get_records()

    @api.model
    def _get_record_models(self):
        is_used = self.env["sales.business.line"]._is_used()
        return super()._get_record_models() + ([PLACEMENT] if is_used else [])

    def _get_records_action(self):
        if self._is_other_line():
            return self.env["ir.actions.actions"]._for_xml_id("sales_cloud_pools.sales_pool_placement_action")
        return super()._get_records_action()

    def run_entry(self):
        others = self.filtered(lambda pool: pool._is_other_line())
        return super(SalesPool, self - others).run_entry() + others._run_line_entry()

    def _run_line_entry(self):
        """Let customers that have no place in the line of these pools flow in; return how many did."""
        self._check_manager()
        entered = 0
        for pool in self:
            for customers in pool._iterate_unplaced():
                entered += len(customers._flow_into_lines(pool))
        return entered

    def _iterate_unplaced(self):
        """Yield batches of the customers that may have a place in the line of the pool and have none."""
        # sudo: pools take in what matches, whoever owns it
        customers = self.env["res.partner"].sudo()
        domain = fields.Domain(self._parse_domain(self.entry_domain)) & fields.Domain("parent_id", "=", False)
        placed = (
            self.env[PLACEMENT]
            .sudo()
            .with_context(active_test=False)
            ._search([("business_line_id", "=", self.business_line_id.id)])
        )
        waiting = customers.search(domain & fields.Domain("id", "not in", placed.subselect("partner_id")), order="id")
        for start in range(0, len(waiting), ENTRY_BATCH):
            yield waiting[start : start + ENTRY_BATCH]

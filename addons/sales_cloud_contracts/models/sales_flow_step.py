from odoo import fields, models

from ..tools import flow as tools

KINDS = [
    ("contract", "Contract"),
    ("order", "Order"),
    ("deliver", "Delivery"),
    ("accept", "Acceptance"),
    ("invoice", "Invoice"),
    ("receive", "Receipt"),
]


class SalesFlowStep(models.Model):
    """One step of a transaction: what it is, what must be before it, and whether it is pushed forward by itself."""

    _name = "sales.flow.step"
    _description = "Transaction Flow Step"
    _order = "flow_id, sequence, id"
    _check_company_auto = True

    flow_id = fields.Many2one("sales.flow", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="flow_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, "Step", required=True)
    after_kind = fields.Selection(KINDS, "After")
    gate = fields.Selection(
        [
            ("free", "At any time"),
            ("proportion", "As far as the step before"),
            ("complete", "When the step before is complete"),
        ],
        "May Begin",
        required=True,
        default="free",
    )
    is_automatic = fields.Boolean(
        "Automatic",
        help="Pushed forward by itself as soon as it may begin: a contract is signed, quotations are confirmed, a "
        "delivery is prepared, what is delivered counts as accepted, draft invoices are made of the next instalments.",
    )

    _kind_once = models.UniqueIndex("(flow_id, kind)", "A flow has each step once. Change the existing step instead.")
    _not_after_itself = models.Constraint("CHECK (kind != after_kind)", "A step cannot wait for itself.")
    _gate_needs_step = models.Constraint(
        "CHECK (gate = 'free' OR after_kind IS NOT NULL)", "Say which step must be before this one."
    )
    _money_comes_by_itself = models.Constraint(
        "CHECK (NOT is_automatic OR kind != 'receive')",
        "Money comes by itself: a receipt cannot be pushed forward automatically.",
    )

    def _to_tool(self):
        self.ensure_one()
        return tools.Step(self.kind, self.after_kind or "", self.gate)

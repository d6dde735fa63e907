from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("draft", "Draft"),
    ("delivered", "Delivered"),
    ("accepted", "Accepted"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]
FIXED_FIELDS = {"contract_id", "line_ids", "date"}


class SalesDelivery(models.Model):
    """What was handed over to a customer on a day, and whether the customer accepted it.

    It records services and milestones, and the acceptance of goods. Quantities are those of the contract lines and
    never exceed them. What it changes: the delivered quantity of order lines that Odoo does not count itself, the due
    dates that count from delivery or acceptance, and the next steps of the contract's flow.
    """

    _name = "sales.delivery"
    _description = "Delivery Record"
    _inherit = ["sales.transition.mixin", "sales.derived.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _fixed_fields = frozenset({"name"})
    _step_fields = {"accepted": {"accepted_by", "date_accepted"}}

    name = fields.Char("Number", default=lambda self: self.env._("New"), required=True, readonly=True, copy=False)
    subject = fields.Char("Milestone", help="What this delivery is, for example the milestone it completes.")
    contract_id = fields.Many2one(
        "sales.contract", required=True, check_company=True, ondelete="cascade", index=True, tracking=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(related="contract_id.user_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    state = fields.Selection(STATES, "Status", default="draft", required=True, readonly=True, copy=False, tracking=True)
    date = fields.Date("Delivered On", default=fields.Date.context_today, required=True, tracking=True)
    line_ids = fields.One2many("sales.delivery.line", "delivery_id", "Lines", copy=True)
    amount_untaxed = fields.Monetary("Worth (untaxed)", compute="_compute_amount_untaxed")
    accepted_by = fields.Char(readonly=True, copy=False, help="Who accepted it on the customer's side.")
    date_accepted = fields.Date("Accepted On", readonly=True, copy=False, tracking=True)
    refusal_reason = fields.Text(readonly=True, copy=False)
    acceptance_document = fields.Binary("Acceptance Certificate", attachment=True, copy=False)
    acceptance_filename = fields.Char(copy=False)

    _accepted_has_date = models.Constraint(
        "CHECK (state != 'accepted' OR (date_accepted IS NOT NULL AND accepted_by IS NOT NULL))",
        "An acceptance needs the day and the person who accepted.",
    )
    _accepted_after_delivery = models.Constraint(
        "CHECK (date_accepted IS NULL OR date_accepted >= date)", "Nothing is accepted before it is delivered."
    )
    _state_idx = models.Index("(company_id, state, date)")

    @api.depends("line_ids.quantity", "line_ids.contract_line_id.price_subtotal")
    def _compute_amount_untaxed(self):
        for delivery in self:
            delivery.amount_untaxed = sum(
                row.contract_line_id._get_worth(row.quantity) for row in delivery.line_ids if row.contract_line_id
            )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: numbers are drawn for whoever may record a delivery; sequences themselves are for administrators
        Sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            vals.update(state="draft", name=Sequence.next_by_code("sales.delivery") or self.env._("New"))
        return super().create(vals_list)

    def write(self, vals):
        (self - self._get_moving(vals))._check_still_draft(vals)
        return super().write(vals)

    def _check_still_draft(self, vals):
        if FIXED_FIELDS & vals.keys() and any(delivery.state != "draft" for delivery in self):
            raise UserError(
                self.env._("A delivery that is recorded stays as it is. Cancel it and record another one instead.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(delivery.state != "draft" for delivery in self):
            raise UserError(self.env._("Only drafts can be deleted. Cancel other deliveries; they stay as proof."))

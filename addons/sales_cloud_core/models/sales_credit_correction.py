from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class SalesCreditCorrection(models.Model):
    """A correcting entry: credit that no other document explains, with the reason why.

    The ledger itself is never edited. A correction is a document like others: booking it adds its amount on the first
    open day, taking it back adds the opposite. Once booked it never changes.
    """

    _name = "sales.credit.correction"
    _description = "Credit Correction"
    _inherit = ["sales.credited.mixin"]
    _order = "id desc"
    _rec_name = "reason"
    _check_company_auto = True

    state = fields.Selection(
        [("draft", "Draft"), ("booked", "Booked"), ("reversed", "Taken Back")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    reason = fields.Text(required=True, help="Whoever reads the ledger reads this, too.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    metric = fields.Selection(
        lambda self: self.env["sales.credit"]._fields["metric"]._description_selection(self.env), required=True
    )
    date = fields.Date(required=True, default=fields.Date.context_today, help="In a locked period: the next open day.")
    user_id = fields.Many2one(
        "res.users",
        "Person",
        required=True,
        check_company=True,
        ondelete="restrict",
        index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        "crm.team", compute="_compute_team_id", help="The team that the person sells in; the ledger keeps it."
    )
    split_type_id = fields.Many2one(
        "sales.split.type",
        "Type",
        required=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env["sales.split.type"]._get_default_revenue_type(),
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        ondelete="restrict",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    amount = fields.Monetary(required=True, help="Untaxed. Negative takes credit away.")
    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", check_company=True, ondelete="restrict", index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        ondelete="restrict",
    )
    booked_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    booked_at = fields.Datetime("Booked On", readonly=True, copy=False)

    _amount_not_zero = models.Constraint("CHECK (amount != 0)", "A correction needs an amount.")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("company_id")
    def _compute_currency_id(self):
        for correction in self:
            correction.currency_id = correction.company_id.currency_id

    @api.depends("user_id")
    def _compute_team_id(self):
        for correction in self:
            correction.team_id = correction.user_id.sale_team_id

    @api.depends("lead_id")
    def _compute_partner_id(self):
        for correction in self:
            correction.partner_id = correction.lead_id.partner_id or correction.partner_id

    # ------------------------------------------------------------
    # CRUD: booked corrections never change
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, "state": "draft"} for vals in vals_list])

    def write(self, vals):
        self._check_draft(vals)
        return super().write(vals)

    def _check_draft(self, vals):
        kept = self.filtered(lambda correction: correction.state != "draft")
        is_merge = self.env.su and vals.keys() <= {"lead_id", "partner_id", "state"}
        if ("state" in vals and not self.env.su) or (kept and not is_merge):
            raise UserError(
                self.env._("A booked correction cannot be changed. Take it back, and book another one where needed.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if self.filtered(lambda correction: correction.state != "draft"):
            raise UserError(self.env._("A booked correction cannot be deleted. Take it back instead."))

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_book(self):
        """Book the corrections: the ledger gets a row each, on their day or the first open day after it.

        :raise AccessError: the caller is neither of sales operations nor of finance
        :raise UserError: booked already, or without a reason
        """
        self._check_may_correct()
        for correction in self:
            if correction.state != "draft" or not correction.reason.strip():
                raise UserError(self.env._("Only a draft with a reason can be booked. Enter a new correction instead."))
        # sudo: who may correct was just checked; nobody may move the state by hand
        self.sudo().write({"state": "booked", "booked_by_id": self.env.uid, "booked_at": fields.Datetime.now()})
        self._book_on_their_days()
        return True

    def action_take_back(self):
        """Book the opposite of these corrections today."""
        self._check_may_correct()
        if self.filtered(lambda correction: correction.state != "booked"):
            raise UserError(self.env._("Only a booked correction can be taken back."))
        self.sudo().write({"state": "reversed"})  # sudo: as in `action_book`
        self._rebook_credit()
        return True

    def action_view_credit(self):
        """Open the ledger rows of the correction."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_core.sales_credit_action")
        return {**action, "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)], "context": {}}

    def _check_may_correct(self):
        self.check_access("write")
        if not self._may_correct():
            raise AccessError(
                self.env._("Only sales operations and finance book corrections. Ask them, and say what is wrong.")
            )

    def _may_correct(self):
        return self.env.su or self.env.user.has_group("sales_cloud_core.group_operations")

    # ------------------------------------------------------------
    # CREDIT
    # ------------------------------------------------------------

    def _book_on_their_days(self):
        bookings = [booking for correction in self for booking in correction._prepare_credit_bookings(correction.date)]
        self.env["sales.credit"]._book_batch(bookings)

    def _get_credited_domain(self):
        return [("state", "=", "booked")]

    def _prepare_credit_bookings(self, date):
        return [
            (
                correction,
                correction.metric,
                [correction._prepare_share()] if correction.state == "booked" else [],
                date,
            )
            for correction in self
        ]

    def _prepare_share(self):
        return {
            "user_id": self.user_id.id,
            "split_type_id": self.split_type_id.id,
            "amount": self.amount,
            "currency_id": self.currency_id.id,
        }

    def _prepare_credit_vals(self):
        self.ensure_one()
        return {
            "company_id": self.company_id.id,
            "lead_id": self.lead_id.id,
            "partner_id": self.partner_id.id,
            "territory_id": self.lead_id.territory_id.id,
        }

    def _get_deal_kind(self):
        return self.lead_id._get_deal_kind() if self.lead_id else "new"

    def _is_credit_counted(self, policy):
        return True  # a person decided that it counts

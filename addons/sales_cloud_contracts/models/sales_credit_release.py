from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

TOPIC = "credit"
LINKS = {"sale.order": "order_id", "sales.contract": "contract_id"}


class SalesCreditRelease(models.Model):
    """The approval that one order or contract goes on although its customer owes too much: by whom, and until when.

    Rows come from `sales.credit.control.mixin.action_request_credit_release` only; nobody writes them by hand.
    """

    _name = "sales.credit.release"
    _description = "Credit Release"
    _inherit = ["sales.valued.mixin", "sales.approval.mixin"]
    _order = "id desc"
    _check_company_auto = True

    order_id = fields.Many2one("sale.order", readonly=True, check_company=True, ondelete="cascade", index=True)
    contract_id = fields.Many2one("sales.contract", readonly=True, check_company=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Owner", readonly=True, index=True)
    requester_id = fields.Many2one("res.users", "Requested By", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary("Released Up To", readonly=True, help="A larger document has to be released anew.")
    reason = fields.Text(required=True, readonly=True)
    facts = fields.Text("Facts When Requested", readonly=True)
    date_until = fields.Date("Valid Until", required=True, readonly=True)
    state = fields.Selection(
        [("pending", "Requested"), ("granted", "Released"), ("refused", "Refused"), ("withdrawn", "Withdrawn")],
        "Status",
        default="pending",
        required=True,
        readonly=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Date(readonly=True)

    _one_document = models.Constraint(
        "CHECK (num_nonnulls(order_id, contract_id) = 1)", "A release is for one order or one contract."
    )
    _one_pending_order = models.UniqueIndex(
        "(order_id) WHERE state = 'pending'", "A release of this order is requested already. Wait for the decision."
    )
    _one_pending_contract = models.UniqueIndex(
        "(contract_id) WHERE state = 'pending'",
        "A release of this contract is requested already. Wait for the decision.",
    )

    @api.model
    def _get_value_paths(self):
        return {model: f"{link}.user_id" for model, link in LINKS.items()}

    @api.model
    def _get_value_fields(self):
        names = super()._get_value_fields()
        return {**names, "amount": names["amount"] | {"facts"}}

    @api.depends("order_id", "contract_id", "partner_id")
    def _compute_display_name(self):
        for release in self:
            # sudo: the number of the document is told to those who decide about it
            document = release.sudo().order_id or release.sudo().contract_id
            release.display_name = f"{document.name} {release.sudo().partner_id.name}"

    # ------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------

    @api.model
    def _request(self, document, reason, date_until, amount=None):
        """Create the release that ``document`` needs and ask for its approval; the caller has checked the person."""
        amount = document.amount_total if amount is None else amount
        self._check_request_amount(document, amount)
        refusal = document._get_credit_refusal_at(amount)
        self._check_request(document, refusal, reason, date_until)
        vals = self._prepare_request_vals(document, refusal, reason, date_until)
        # sudo: nobody writes releases by hand; the document's own action has checked the requester
        release = self.sudo().create({**vals, "amount": amount})
        release.sudo(False)._request_approval(
            lambda release: release.env._("Release of %s", document.display_name),
            reason=reason,
            amount=amount,
            currency=document.currency_id,
            topic=TOPIC,
        )
        return release.sudo(False)

    def _check_request_amount(self, document, amount):
        if document.currency_id.compare_amounts(amount, document.amount_total) < 0:
            raise UserError(
                self.env._(
                    "A release is for all of %(document)s, which is %(amount)s now. Enter the total it shall have.",
                    document=document.display_name,
                    amount=document.currency_id.format(document.amount_total),
                )
            )

    def _check_request(self, document, refusal, reason, date_until):
        if not refusal:
            raise UserError(self.env._("%s is not blocked. Go on with it.", document.display_name))
        if not (reason or "").strip():
            raise UserError(self.env._("A release needs a reason. Say why the customer should get more credit."))
        if not date_until or date_until < fields.Date.context_today(self):
            raise UserError(self.env._("A release holds until a day to come. Choose today or a later day."))
        if document.sudo().is_credit_release_pending:  # sudo: only asked
            raise UserError(
                self.env._("A release of %s is requested already. Wait for the decision.", document.display_name)
            )

    def _prepare_request_vals(self, document, refusal, reason, date_until):
        return {
            **document._prepare_release_link(),
            "company_id": document.company_id.id,
            "partner_id": document.partner_id.id,
            "user_id": document.user_id.id,
            "requester_id": self.env.uid,
            "currency_id": document.currency_id.id,
            "reason": reason.strip(),
            "facts": refusal,
            "date_until": date_until,
        }

    def _covers(self, document, more=0.0):
        """Say whether this release lets ``document`` go on today, its total raised by ``more``."""
        is_valid = self.state == "granted" and self.date_until >= fields.Date.context_today(self)
        is_same_money = document.currency_id == self.currency_id
        total = document.amount_total + more
        return is_valid and is_same_money and self.currency_id.compare_amounts(total, self.amount) <= 0

    # ------------------------------------------------------------
    # DECIDING
    # ------------------------------------------------------------

    def _get_approval_team(self):
        return self.order_id.team_id or self.contract_id.team_id

    def _get_approval_details(self):
        return "\n".join(
            [
                self.env._("Customer: %s", self.partner_id.display_name),
                self.env._("Amount: %s", self.currency_id.format(self.amount)),
                self.env._("Valid until: %s", format_date(self.env, self.date_until)),
                self.facts or "",
            ]
        )

    def _after_approval_granted(self, approval):
        super()._after_approval_granted(approval)
        self._close("granted", approval)

    def _after_approval_refused(self, approval):
        super()._after_approval_refused(approval)
        self._close("refused", approval)

    def _after_approval_withdrawn(self, approval):
        super()._after_approval_withdrawn(approval)
        self._close("withdrawn", approval)

    def _close(self, state, approval):
        decider = approval.step_ids.filtered("decided_at").sorted("decided_at").user_id[-1:] or self.env.user
        self.write({"state": state, "decided_by_id": decider.id, "decided_on": fields.Date.context_today(self)})

    @api.readonly
    def action_view_document(self):
        """Open the order or contract that the release is for."""
        self.ensure_one()
        return (self.order_id or self.contract_id)._get_records_action()

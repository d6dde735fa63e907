from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import money


class SalesSplit(models.Model):
    """One person's share of a document's credit.

    Percent and amount are two views of the same share: percent is stored, the amount follows the document to the
    cent, and entering an amount sets the percent. Revenue shares are judged together at the end of the
    transaction, because a form saves its lines one by one.
    """

    _name = "sales.split"
    _description = "Performance Split"
    _order = "lead_id, split_type_id, id"
    _check_company_auto = True

    lead_id = fields.Many2one("crm.lead", "Opportunity", ondelete="cascade", index=True)
    split_type_id = fields.Many2one(
        "sales.split.type",
        "Type",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["sales.split.type"]._get_default_revenue_type(),
    )
    kind = fields.Selection(related="split_type_id.kind")
    user_id = fields.Many2one("res.users", "Person", required=True, index=True, ondelete="restrict")
    role = fields.Selection(
        [
            ("owner", "Owner"),
            ("seller", "Co-seller"),
            ("presales", "Pre-sales"),
            ("support", "Support"),
            ("manager", "Manager"),
        ],
        default="seller",
        required=True,
    )
    percent = fields.Float(digits=0, required=True, default=0.0)
    amount = fields.Monetary(compute="_compute_amount", inverse="_inverse_amount", store=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_document", store=True)
    company_id = fields.Many2one("res.company", compute="_compute_document", store=True, index=True)
    note = fields.Char(help="Why this person takes part.")
    is_auto = fields.Boolean(help="Written by the system for the owner when credit was booked without a split.")

    _percent_range = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 1000)", "A share lies between 0 % and 1000 %."
    )
    _person_once = models.UniqueIndex(
        "(lead_id, split_type_id, user_id) WHERE lead_id IS NOT NULL",
        "A person can have only one share of each type on an opportunity. Change the existing line instead.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    def _get_document(self):
        """Return the document that this share belongs to (other addons add theirs)."""
        self.ensure_one()
        return self.lead_id

    def _get_document_amount(self):
        """Return the amount that is shared, in ``currency_id``."""
        self.ensure_one()
        return self.lead_id.expected_revenue

    @api.depends("lead_id.company_id", "lead_id.company_currency")
    def _compute_document(self):
        for split in self:
            split.company_id = split.lead_id.company_id
            split.currency_id = split.lead_id.company_currency or self.env.company.currency_id

    @api.depends(
        "percent",
        "split_type_id",
        "lead_id.expected_revenue",
        "lead_id.split_ids.percent",
        "lead_id.split_ids.split_type_id",
    )
    def _compute_amount(self):
        for document, splits in self.grouped(lambda split: split._get_document()).items():
            for siblings in document.split_ids.grouped("split_type_id").values():
                self._assign_amounts(siblings)
            (splits - document.split_ids).amount = 0.0

    def _assign_amounts(self, siblings):
        currency = siblings[0].currency_id or self.env.company.currency_id
        whole = siblings[0]._get_document_amount()
        parts = money.split_shares(whole, siblings.mapped("percent"), currency.rounding)
        for split, part in zip(siblings, parts, strict=True):
            split.amount = part

    def _inverse_amount(self):
        for split in self:
            whole = split._get_document_amount()
            if not whole:
                raise UserError(
                    self.env._("The amount cannot be shared because the document has none yet. Enter a percentage.")
                )
            split.percent = split.amount / whole * 100

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        splits = super().create(vals_list)
        splits._check_document_open()
        splits._check_total_at_end()
        return splits

    def write(self, vals):
        self._check_document_open()
        self._check_total_at_end()
        result = super().write(vals)
        self._check_document_open()
        self._check_total_at_end()
        return result

    def unlink(self):
        self._check_document_open()
        self._check_total_at_end()
        return super().unlink()

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    def _check_document_open(self):
        """Refuse a change of shares whose credit is booked, unless by a sales manager."""
        if self.env.su or self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            return
        booked = self.filtered(lambda split: split._is_credit_booked())
        if booked:
            raise UserError(
                self.env._(
                    "The credit of “%s” is already booked, so its split can be changed only by a sales manager. "
                    "Ask your manager to correct it.",
                    booked[0]._get_document().display_name,
                )
            )

    def _is_credit_booked(self):
        """Say whether the document of this share has credit in the ledger already."""
        self.ensure_one()
        return self.lead_id.won_status == "won"

    def _check_total_at_end(self):
        """Judge the totals, and book what changed, when the transaction is complete."""
        pending = self.env.cr.precommit.data.setdefault("sales_cloud_core.splits", {})
        if not pending:
            # sudo: a total is judged over all shares, also those that their writer may not see
            self.env.cr.precommit.add(self.env(su=True)["sales.split"]._process_pending_documents)
        for split in self:
            document = split._get_document()
            if document:
                pending.setdefault(document._name, set()).add(document.id)

    @api.model
    def _process_pending_documents(self):
        pending = self.env.cr.precommit.data.pop("sales_cloud_core.splits", {})
        for model, ids in pending.items():
            documents = self.env[model].browse(ids).exists()
            documents._check_split_total()
            documents._after_split_change()

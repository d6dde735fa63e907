from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import money

# what a share says by itself, wherever it stands: on a document, in a request, on the next document
SHARE_FIELDS = ("user_id", "split_type_id", "role", "percent", "territory_id", "note")


class SalesSplit(models.Model):
    """One person's share of a document's credit.

    Percent and amount are two views of the same share: percent is stored, the amount follows the document to the
    cent, and entering an amount sets the percent. Revenue shares are judged together at the end of the
    transaction, because a form saves its lines one by one.
    """

    _name = "sales.split"
    _description = "Performance Split"
    _inherit = "sales.valued.mixin"
    _order = "lead_id, split_type_id, id"
    _check_company_auto = True

    lead_id = fields.Many2one("crm.lead", "Opportunity", ondelete="cascade", index=True)
    document_name = fields.Char("Document", compute="_compute_document_name", compute_sudo=True)
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
    territory_id = fields.Many2one(
        "sales.territory",
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
        domain="[('model_state', '=', 'active')]",
        help="Where the credit of this share counts. Empty: in the territory of the document on the day of booking.",
    )
    note = fields.Char(help="Why this person takes part.")
    template_id = fields.Many2one("sales.split.template", readonly=True, ondelete="set null", index="btree_not_null")
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

    @api.model
    def _get_value_paths(self):
        return {model: f"{link}.user_id" for link, model in self._get_document_links().items()}

    @api.model
    def _get_document_links(self):
        """Return {field: model} of the documents that a share can belong to."""
        return {"lead_id": "crm.lead"}

    @api.depends(lambda self: list(self._get_document_links()))
    def _compute_document_name(self):
        for split in self:
            split.document_name = split._get_document().display_name

    def action_open_document(self):
        """Open the document that the share belongs to."""
        return self._get_document()._get_records_action()

    def _get_document_amount(self):
        """Return the amount that is shared, in ``currency_id``."""
        self.ensure_one()
        document = self._get_document()
        return document[self.split_type_id._get_amount_field(document)] if document and self.split_type_id else 0.0

    @api.depends("lead_id.company_id", "lead_id.company_currency")
    def _compute_document(self):
        for split in self:
            split.company_id = split.lead_id.company_id
            split.currency_id = split.lead_id.company_currency or self.env.company.currency_id

    def _get_amount_depends(self):
        """Return what amounts depend on: the shares of the document, and every amount that a type may divide."""
        types = self.env["sales.split.type"]
        return [
            path
            for link, model in self._get_document_links().items()
            for path in (
                f"{link}.split_ids.percent",
                f"{link}.split_ids.split_type_id",
                *(f"{link}.{name}" for name, _label in types._get_amount_fields(model)),
            )
        ]

    @api.depends(lambda self: ["percent", "split_type_id", *self._get_amount_depends()])
    def _compute_amount(self):
        for document, splits in self.grouped(lambda split: split._get_document()).items():
            for siblings in document.split_ids.grouped(lambda split: split._get_whole()).values():
                self._assign_amounts(siblings)
            (splits - document.split_ids).amount = 0.0

    def _get_whole(self):
        """Return what this share is a part of, together with others: shares of one whole are rounded together."""
        self.ensure_one()
        return self.split_type_id._get_whole(self._get_document()) if self.split_type_id else None

    def _assign_amounts(self, siblings):
        whole = siblings[0]._get_document_amount()
        parts = money.split_shares(whole, siblings.mapped("percent"), siblings[0]._get_rounding())
        for split, part in zip(siblings, parts, strict=True):
            split.amount = part

    def _get_rounding(self):
        return (self.currency_id or self.env.company.currency_id).rounding

    def _inverse_amount(self):
        for split in self:
            whole = split._get_document_amount()
            if whole:
                split.percent = split.amount / whole * 100
            elif split.amount:
                raise UserError(
                    self.env._("The amount cannot be shared because the document has none yet. Enter a percentage.")
                )

    @api.onchange("amount")
    def _onchange_amount(self):
        whole = self._get_document_amount()
        if whole and not self._is_derived(self.percent, self.amount):
            self.percent = self.amount / whole * 100

    def _is_derived(self, percent, amount):
        """Say whether ``amount`` is what ``percent`` of the document gives, up to the unit that rounding moves."""
        self.ensure_one()
        return money.is_share_of(amount, self._get_document_amount(), percent, self._get_rounding())

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        splits = super().create([self._drop_derived_amount(vals) for vals in vals_list])
        splits._check_type_fits()
        splits._check_document_open()
        splits._check_total_at_end()
        self.env["sales.split.log"]._log_changes({}, splits)
        return splits

    def write(self, vals):
        self._check_document_open()
        self._check_total_at_end()
        before = self._get_logged_facts()
        if (
            "percent" in vals
            and "amount" in vals
            and all(split._is_derived(vals["percent"], vals["amount"]) for split in self)
        ):
            vals = {name: value for name, value in vals.items() if name != "amount"}
        result = super().write(vals)
        self._check_type_fits()
        self._check_document_open()
        self._check_total_at_end()
        self.env["sales.split.log"]._log_changes(before, self)
        return result

    def unlink(self):
        self._check_document_open()
        self._check_total_at_end()
        self.env["sales.split.log"]._log_changes(self._get_logged_facts(), self.browse())
        return super().unlink()

    def _drop_derived_amount(self, vals):
        """A form sends percent and amount together; where one gives the other, what was entered is the percent."""
        if "percent" not in vals or "amount" not in vals:
            return vals
        links = {"split_type_id", *self._get_document_links()}
        probe = self.new({name: value for name, value in vals.items() if name in links})
        if not probe._is_derived(vals["percent"], vals["amount"]):
            return vals
        return {name: value for name, value in vals.items() if name != "amount"}

    def _get_logged_facts(self):
        """Return {share: the facts that the log compares}."""
        return {split: split._prepare_log_facts() for split in self}

    def _prepare_log_facts(self):
        self.ensure_one()
        return {
            "user_id": self.user_id.id,
            "split_type_id": self.split_type_id.id,
            "percent": self.percent,
            "territory_id": self.territory_id.id,
            "company_id": self.company_id.id,
            **{link: self[link].id for link in self._get_document_links()},
        }

    def _prepare_share_vals(self):
        """Return what the share says, without its document."""
        self.ensure_one()
        return self._convert_to_write({name: self[name] for name in SHARE_FIELDS})

    def _prepare_inherited_vals(self):
        """Return the share of a document that continues this one, for example of a contract after an opportunity."""
        return {**self._prepare_share_vals(), "template_id": self.template_id.id}

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    def _check_type_fits(self):
        """Refuse a type that divides an amount which this kind of document does not have."""
        for split in self:
            document = split._get_document()
            if document and not split.split_type_id._fits(document):
                raise UserError(
                    self.env._(
                        "Type “%(type)s” divides no amount of “%(document)s”. Choose another type, or set its field.",
                        type=split.split_type_id.name,
                        document=document.display_name,
                    )
                )

    def _check_document_open(self):
        """Refuse a change of shares that are closed, unless by a sales manager."""
        documents = [*self.grouped(lambda split: split._get_document())]
        for document in documents:
            document._check_approval_unlocked("split")
            document._check_split_open()

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

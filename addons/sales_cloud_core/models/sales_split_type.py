from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesSplitType(models.Model):
    """How a share counts, and which amount of the document it divides.

    Revenue shares of a document total exactly 100 %; overlay shares (pre-sales, support, partner) may have any total.
    A type without a field of its own divides what the document is worth and is booked in the credit ledger. A type with
    one (recurring revenue, margin) divides that amount, is shown and reported with the shares, and books nothing: one
    deal would count twice.
    """

    _name = "sales.split.type"
    _description = "Split Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("revenue", "Revenue (totals 100 %)"), ("overlay", "Overlay (any total)")],
        required=True,
        default="overlay",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to offer the type in every company.")
    lead_field = fields.Selection(
        lambda self: self._get_amount_fields("crm.lead"),
        "Amount of Opportunities",
        help="Empty: the expected revenue.",
    )
    is_custom = fields.Boolean(
        "Own Amount", compute="_compute_is_custom", store=True, help="Divides another amount; books no credit."
    )

    @api.depends("lead_field")
    def _compute_is_custom(self):
        for split_type in self:
            split_type.is_custom = any(split_type[name] for name in self._get_field_by_model().values())

    def write(self, vals):
        if {"kind", *self._get_field_by_model().values()} & vals.keys():
            self._check_unused()
        return super().write(vals)

    def _check_unused(self):
        """Refuse to change what shares of the past mean."""
        # sudo: shares of everybody count
        used = self.env["sales.split"].sudo().search([("split_type_id", "in", self.ids)], limit=1).split_type_id
        if used or self.env["sales.credit"].sudo().search(
            [("split_type_id", "in", self.ids)], limit=1
        ):  # sudo: as above
            raise UserError(
                self.env._(
                    "Shares of type “%s” exist, so what it divides cannot change. Archive it and make another type.",
                    (used or self[:1]).name,
                )
            )

    # ------------------------------------------------------------
    # WHAT A TYPE DIVIDES
    # ------------------------------------------------------------

    @api.model
    def _get_field_by_model(self):
        """Return {model: field of the type that names the divided amount}."""
        return {"crm.lead": "lead_field"}

    @api.model
    def _get_amount_fields(self, model):
        """Return [(name, label)] of the stored amounts of a document, in the currency of its shares."""
        Model = self.env[model]
        currency = Model._split_currency_field
        return sorted(
            (name, field.string)
            for name, field in Model._fields.items()
            if field.type == "monetary" and field.store and field.get_currency_field(Model) == currency
        )

    def _get_amount_field(self, document):
        """Return the name of the field whose amount shares of this type divide on ``document``."""
        self.ensure_one()
        return self[self._get_field_by_model()[document._name]] or document._split_amount_field

    def _fits(self, document):
        """Say whether this type divides an amount of ``document``."""
        self.ensure_one()
        return not self.is_custom or bool(self[self._get_field_by_model()[document._name]])

    def _get_whole(self, document):
        """Return a key that shares of the same whole have in common: all revenue shares of one amount together,
        overlay shares by type."""
        self.ensure_one()
        field = self._get_amount_field(document) if document else None
        return (self.kind, field) if self.kind == "revenue" else (self.kind, self.id)

    def _get_default_revenue_type(self):
        """Return the first revenue type, which stands for a plain share of a deal."""
        return self.env.ref("sales_cloud_core.split_type_revenue")

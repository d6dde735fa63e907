from odoo import api, models

from ..tools.fingerprint import fingerprint
from .sales_acceptance_mixin import ACCEPTANCE_FIELDS
from .sales_contract import LOOSE_STATES, UNSIGNED_STATES


class SalesContract(models.Model):
    """The customer reads its contract on the portal, and accepts it with a signature."""

    _name = "sales.contract"
    _inherit = ["sales.contract", "sales.acceptance.mixin"]

    _unsigned_states = UNSIGNED_STATES

    @api.depends(
        "offered_fingerprint",
        "state",
        "line_ids.price_total",
        "collection_ids.amount",
        "collection_ids.date_due",
        "date_start",
        "date_end",
        "note",
        "partner_id",
    )
    def _compute_is_offer_changed(self):
        super()._compute_is_offer_changed()

    @api.model
    def _get_decided_fields(self):
        return super()._get_decided_fields() | ACCEPTANCE_FIELDS

    def _compute_access_url(self):
        for contract in self:
            contract.access_url = f"/my/contracts/{contract.id}"

    def _check_offer(self):
        super()._check_offer()
        self._check_complete({})
        self._check_approved()

    def _check_signature(self, vals):
        super()._check_signature(vals)
        self._check_accepted_as_is()

    def _get_offer_fingerprint(self):
        return self._get_fingerprint()

    def _get_fingerprint(self):
        """Return a sign of what the customer reads: parties, term, lines, plan and terms."""
        self.ensure_one()
        # sudo: what the contract says does not depend on who looks at it
        contract = self.sudo()
        return fingerprint(
            contract.partner_id.id,
            contract.currency_id.id,
            contract.currency_id.round(contract.amount_total),
            str(contract.note or ""),
            str([contract.date_start, contract.date_end]),
            [
                (line.name, line.quantity, line.price_unit, line.discount, line.tax_ids.ids)
                for line in contract.line_ids.sorted("id")
            ],
            [(line.name, line.amount, line._get_due_terms()) for line in contract.collection_ids.sorted("id")],
        )

    def _after_acceptance(self):
        """The acceptance signs the contract where its type says so."""
        super()._after_acceptance()
        if self.type_id.is_signed_online:
            self.action_sign()

    @api.model
    def _get_portal_domain(self, partner):
        """Return which contracts the people of a customer see: what was signed, or offered to them."""
        return [
            ("partner_id", "child_of", partner.commercial_partner_id.ids),
            "|",
            ("state", "not in", LOOSE_STATES),
            "&",
            ("state", "in", UNSIGNED_STATES),
            ("offered_on", "!=", False),
        ]

    def _get_portal_amendments(self):
        """Return the amendments that are agreed, or that the customer is asked to accept."""
        self.ensure_one()
        shown = self.env["sales.contract.amendment"]._get_portal_domain(self.partner_id)
        return self.amendment_ids.filtered_domain(shown).sorted("id")

    @api.model
    def _describe_due(self, row):
        """Return in words when an instalment is due, as its snapshot says."""
        if row.get("date_due"):
            return self.env["ir.qweb.field.date"].value_to_html(row["date_due"], {})
        if row.get("due_base", "fixed") == "fixed":
            return "–"
        event = dict(self.env["sales.collection"]._fields["due_base"]._description_selection(self.env))[row["due_base"]]
        if row["due_days"]:
            event = self.env._("%(event)s + %(days)s days", event=event, days=row["due_days"])
        return self.env._("%s, end of that month", event) if row["due_month_end"] else event

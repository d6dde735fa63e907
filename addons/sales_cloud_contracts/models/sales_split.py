from odoo import api, fields, models


class SalesSplit(models.Model):
    """A contract has shares of its own; it starts with those of its opportunity."""

    _inherit = "sales.split"

    contract_id = fields.Many2one("sales.contract", ondelete="cascade", index="btree_not_null")

    _person_once_per_contract = models.UniqueIndex(
        "(contract_id, split_type_id, user_id) WHERE contract_id IS NOT NULL",
        "A person can have only one share of each type on a contract. Change the existing line instead.",
    )
    _one_document = models.Constraint(
        "CHECK (num_nonnulls(lead_id, contract_id) <= 1)", "A share belongs to one document."
    )

    def _get_document(self):
        return self.contract_id or super()._get_document()

    def _get_document_amount(self):
        return self.contract_id.amount_untaxed if self.contract_id else super()._get_document_amount()

    @api.depends("contract_id.company_id", "contract_id.currency_id")
    def _compute_document(self):
        of_contracts = self.filtered("contract_id")
        super(SalesSplit, self - of_contracts)._compute_document()
        for split in of_contracts:
            split.company_id = split.contract_id.company_id
            split.currency_id = split.contract_id.currency_id

    @api.depends("contract_id.amount_untaxed", "contract_id.split_ids.percent", "contract_id.split_ids.split_type_id")
    def _compute_amount(self):
        return super()._compute_amount()

    def _check_document_open(self):
        self.contract_id._check_approval_unlocked()
        super()._check_document_open()

    def _is_credit_booked(self):
        if self.contract_id:
            return self.contract_id.state not in ("draft", "approval")
        return super()._is_credit_booked()

    def _prepare_contract_split_vals(self):
        """Return the share of a contract that continues this one of an opportunity."""
        self.ensure_one()
        return {
            "split_type_id": self.split_type_id.id,
            "user_id": self.user_id.id,
            "role": self.role,
            "percent": self.percent,
            "note": self.note,
        }

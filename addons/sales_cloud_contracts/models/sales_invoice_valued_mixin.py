from odoo import api, models

BOOKKEEPERS = ("account.group_account_invoice", "account.group_account_readonly")


class SalesInvoiceValuedMixin(models.AbstractModel):
    """What was invoiced: who does not see the amounts of a salesperson's orders or contracts does not see these.

    Who keeps the books sees all of them.
    """

    _name = "sales.invoice.valued.mixin"
    _description = "Invoice with Amounts"
    _inherit = "sales.valued.mixin"

    _invoice_owner = "invoice_user_id"  # path to the salesperson of the invoice
    _invoice_amounts = frozenset()  # names of fields that tell an amount without being monetary

    @api.model
    def _get_value_masks(self, kinds):
        if any(self.env.user.has_group(group) for group in BOOKKEEPERS):
            return []
        return super()._get_value_masks(kinds)

    @api.model
    def _get_value_paths(self):
        return {"sale.order": self._invoice_owner, "sales.contract": self._invoice_owner}

    @api.model
    def _get_value_fields(self):
        names = super()._get_value_fields()
        return {**names, "amount": names["amount"] | self._invoice_amounts}

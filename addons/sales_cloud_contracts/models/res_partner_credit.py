from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..tools.exposure import Standing


class ResPartner(models.Model):
    """What customers owe, as the credit control judges it."""

    _inherit = "res.partner"

    def _get_credit_standings(self, company):
        """Return {commercial partner: `tools.exposure.Standing`} in one company, however many partners.

        Owed and limit are Odoo's own: open receivables, what confirmed orders have not invoiced, and the credit limit
        where the company uses them. Overdue are instalments of signed contracts, and invoices outside of contracts.
        """
        # sudo: what a customer owes is judged over all documents, also those that the current user may not see
        partners = self.commercial_partner_id.sudo().with_company(company)
        day = fields.Date.context_today(self) - timedelta(days=company.credit_overdue_days)
        overdue = partners._get_overdue_amounts(company, day)
        has_limits = company.account_use_credit_limit
        billed_ahead = partners._get_billed_ahead(company) if has_limits else {}
        # Odoo does not compute these anew when an order or an invoice is confirmed in the same transaction.
        partners.invalidate_recordset(["credit", "credit_to_invoice"])
        return {
            partner.sudo(False): Standing(
                overdue=overdue[partner.id],
                owed=partner.credit + partner.credit_to_invoice - billed_ahead.get(partner.id, 0.0),
                limit=partner.credit_limit if has_limits and partner.credit_limit > 0 else None,
            )
            for partner in partners
        }

    def _get_billed_ahead(self, company):
        """Return {id: what down payments bill of confirmed orders}, in the company's currency, at today's rate.

        Odoo counts an order as not invoiced until its products are, so that an invoiced instalment would be owed twice.
        """
        orders = self.env["sale.order"].search(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "sale")
            & Domain("partner_invoice_id.commercial_partner_id", "in", self.ids)
            & Domain("order_line", "any", [("is_downpayment", "=", True)])
            & Domain("order_line", "any", [("untaxed_amount_to_invoice", ">", 0)])
        )
        billed = dict.fromkeys(self.ids, 0.0)
        today = fields.Date.context_today(self)
        for order in orders:
            down_payments = sum(order.order_line.filtered("is_downpayment").mapped("amount_invoiced"))
            amount = min(down_payments, order.amount_to_invoice)
            customer = order.partner_invoice_id.commercial_partner_id
            billed[customer.id] += order.currency_id._convert(amount, company.currency_id, company, today)
        return billed

    def _get_overdue_amounts(self, company, day):
        """Return {id: what was due before ``day`` and is open}, in the company's currency, contacts included."""
        collection = self.env["sales.collection"]
        due = collection._get_overdue_domain() & Domain("date_due", "<", day) & Domain("company_id", "=", company.id)
        planned = self._sum_contacts_below("sales.collection", due, "amount_residual:sum_currency")
        outside = self._sum_contacts_below(
            "account.move.line",
            Domain("company_id", "=", company.id)
            & Domain("account_type", "=", "asset_receivable")
            & Domain("parent_state", "=", "posted")
            & Domain("reconciled", "=", False)
            & Domain("date_maturity", "<", day)
            & Domain("amount_residual", ">", 0)
            & Domain("move_id.collection_match_ids", "=", False),
            "amount_residual:sum",
        )
        return {partner_id: planned[partner_id] + outside[partner_id] for partner_id in self.ids}

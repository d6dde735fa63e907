from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from .res_partner import ACTIVE_STATES

OPEN_QUOTATIONS = ("draft", "sent")


class ResPartner(models.Model):
    """Quotations and active contracts are open business of a customer that goes back to its pool."""

    _inherit = "res.partner"

    open_quotation_count = fields.Integer(
        "Open Quotations",
        compute="_compute_open_quotation_count",
        store=True,
        help="Quotations of the company and its contacts that are neither confirmed nor cancelled.",
    )

    def _auto_init(self):
        """Fill the count of the existing customers with one statement instead of record by record."""
        if not column_exists(self.env.cr, self._table, "open_quotation_count"):
            create_column(self.env.cr, self._table, "open_quotation_count", "int4")
            self.env.cr.execute(self._open_quotation_init_sql())
        return super()._auto_init()

    @api.depends("commercial_contact_ids.sale_order_ids.state")
    def _compute_open_quotation_count(self):
        # sudo: the fact counts every quotation of the customer, whoever sees which
        orders = self.env["sale.order"].sudo()
        domain = [("partner_id.commercial_partner_id", "in", self.ids), ("state", "in", OPEN_QUOTATIONS)]
        counts = {
            customer.id: count
            for customer, count in orders._read_group(domain, ["partner_id.commercial_partner_id"], ["__count"])
        }
        for partner in self:
            partner.open_quotation_count = counts.get(partner.id, 0)

    # ------------------------------------------------------------
    # OPEN BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _get_deadline_fields(self):
        return super()._get_deadline_fields() | {"open_quotation_count"}

    @api.model
    def _get_open_business_domain(self):
        quoted = fields.Domain("open_quotation_count", ">", 0)
        return super()._get_open_business_domain() | quoted | fields.Domain("active_contract_count", ">", 0)

    @api.model
    def _get_disposable_domain(self):
        return super()._get_disposable_domain() & ~self._get_open_business_domain()

    def _get_open_business(self):
        phrases = super()._get_open_business()
        if self.open_quotation_count:
            phrases.append(self.env._("quotations (%s)", self.open_quotation_count))
        if self.active_contract_count:
            phrases.append(self.env._("contracts (%s)", self.active_contract_count))
        return phrases

    def _hand_over_business(self, owner, receiver):
        super()._hand_over_business(owner, receiver)
        contacts = self.with_context(active_test=False).commercial_contact_ids
        mine = [("partner_id", "in", contacts.ids), ("user_id", "=", owner.id)]
        self.env["sale.order"].search([*mine, ("state", "in", OPEN_QUOTATIONS)]).write({"user_id": receiver.id})
        self.env["sales.contract"].search([*mine, ("state", "in", ACTIVE_STATES)]).write({"user_id": receiver.id})

    # ------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------

    def _open_quotation_init_sql(self):
        return SQL(
            """
            UPDATE res_partner AS customer SET open_quotation_count = open.number
              FROM (SELECT partner.commercial_partner_id AS id, count(*) AS number
                      FROM sale_order AS quotation JOIN res_partner AS partner ON partner.id = quotation.partner_id
                     WHERE quotation.state IN %s
                  GROUP BY partner.commercial_partner_id) AS open
             WHERE customer.id = open.id
            """,
            OPEN_QUOTATIONS,
        )

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..tools.coverage import covered_until

ACTIVE_STATES = ("signed", "running", "suspended")
PAST_STATES = ("done", "terminated")


class ResPartner(models.Model):
    """A customer knows whether and until when contracts cover it, so that pool rules can read it."""

    _inherit = "res.partner"

    active_contract_count = fields.Integer(
        "Active Contracts",
        compute="_compute_contract_facts",
        store=True,
        help="Contracts of the company and its contacts that are signed, in force or suspended.",
    )
    active_contract_until = fields.Date(
        "Covered by Contract until",
        compute="_compute_contract_facts",
        store=True,
        help="The last day of the latest contract. Empty without a contract, and while one has no end.",
    )

    def _auto_init(self):
        """Fill the facts of the existing customers with one statement instead of record by record."""
        if not column_exists(self.env.cr, self._table, "active_contract_count"):
            create_column(self.env.cr, self._table, "active_contract_count", "int4")
            create_column(self.env.cr, self._table, "active_contract_until", "date")
            self.env.cr.execute(self._contract_facts_init_sql())
        return super()._auto_init()

    @api.depends(
        "commercial_contact_ids.sales_contract_ids.state",
        "commercial_contact_ids.sales_contract_ids.date_end",
        "commercial_contact_ids.sales_contract_ids.date_terminated",
    )
    def _compute_contract_facts(self):
        # sudo: the facts count every contract of the customer, whoever sees which
        contracts = (
            self.env["sales.contract"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id.commercial_partner_id", "in", self.ids),
                    ("state", "in", ACTIVE_STATES + PAST_STATES),
                ],
                ["partner_id", "state", "date_end", "date_terminated"],
            )
        )
        by_customer = contracts.grouped(lambda contract: contract.partner_id.commercial_partner_id.id)
        for partner in self:
            own = by_customer.get(partner.id, contracts.browse())
            terms = [(row.state in ACTIVE_STATES, row.date_terminated or row.date_end or None) for row in own]
            partner.active_contract_count = sum(is_active for is_active, _end in terms)
            partner.active_contract_until = covered_until(terms)

    @api.model
    def _get_deadline_fields(self):
        return super()._get_deadline_fields() | {"active_contract_count", "active_contract_until"}

    # ------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------

    def _contract_facts_init_sql(self):
        return SQL(
            """
            UPDATE res_partner AS customer
               SET active_contract_count = fact.active,
                   active_contract_until = CASE WHEN fact.open_ended THEN NULL ELSE fact.until END
              FROM (SELECT partner.commercial_partner_id AS id,
                           count(*) FILTER (WHERE contract.state IN %(active)s) AS active,
                           max(COALESCE(contract.date_terminated, contract.date_end)) AS until,
                           bool_or(contract.state IN %(active)s AND contract.date_end IS NULL) AS open_ended
                      FROM sales_contract AS contract
                      JOIN res_partner AS partner ON partner.id = contract.partner_id
                     WHERE contract.state IN %(known)s
                  GROUP BY partner.commercial_partner_id) AS fact
             WHERE customer.id = fact.id
            """,
            active=ACTIVE_STATES,
            known=ACTIVE_STATES + PAST_STATES,
        )

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..tools.coverage import coverage

ACTIVE_STATES = ("signed", "running", "suspended")
PAST_STATES = ("done", "terminated")
FACTS = {"active_contract_count": "int4", "active_contract_until": "date", "next_contract_end": "date"}
LAPSE_BATCH = 1000


class ResPartner(models.Model):
    """A customer knows whether and until when contracts cover it, so that pool rules can read it."""

    _inherit = "res.partner"

    active_contract_count = fields.Integer(
        "Active Contracts",
        compute="_compute_contract_facts",
        store=True,
        help="Contracts of the company and its contacts that are signed, in force or suspended, up to their last day.",
    )
    active_contract_until = fields.Date(
        "Covered by Contract until",
        compute="_compute_contract_facts",
        store=True,
        help="The last day of the latest contract. Empty without a contract, and while one has no end.",
    )
    next_contract_end = fields.Date(
        compute="_compute_contract_facts",
        store=True,
        index="btree_not_null",
        help="The next day on which one of the active contracts ends.",
    )

    def _auto_init(self):
        """Fill the facts of the existing customers with one statement instead of record by record."""
        if not column_exists(self.env.cr, self._table, "active_contract_count"):
            for name, column_type in FACTS.items():
                create_column(self.env.cr, self._table, name, column_type)
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
        today = fields.Date.today()
        for partner in self:
            own = by_customer.get(partner.id, contracts.browse())
            terms = [(row.state in ACTIVE_STATES, row.date_terminated or row.date_end or None) for row in own]
            facts = coverage(terms, today)
            partner.active_contract_count = facts.active
            partner.active_contract_until = facts.until
            partner.next_contract_end = facts.ends

    @api.model
    def _cron_lapse_contracts(self):
        """Let customers go whose contracts passed their last day, whether or not somebody completed them."""
        progress = self.env["ir.cron"]._commit_progress
        domain = [("next_contract_end", "<", fields.Date.today())]
        customers = self.with_context(active_test=False)
        while lapsed := customers.search(domain, limit=LAPSE_BATCH):
            for name in FACTS:
                self.env.add_to_compute(self._fields[name], lapsed)
            lapsed.flush_recordset(list(FACTS))
            if not progress(len(lapsed), remaining=customers.search_count(domain)):
                return

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
                   active_contract_until = CASE WHEN fact.open_ended THEN NULL ELSE fact.until END,
                   next_contract_end = fact.ends
              FROM (SELECT partner.commercial_partner_id AS id,
                           count(*) FILTER (WHERE contract.state IN %(active)s AND
                               (contract.date_end IS NULL OR contract.date_end >= %(today)s)) AS active,
                           min(contract.date_end) FILTER (WHERE contract.state IN %(active)s AND
                               contract.date_end >= %(today)s) AS ends,
                           max(COALESCE(contract.date_terminated, contract.date_end)) AS until,
                           bool_or(contract.state IN %(active)s AND contract.date_end IS NULL) AS open_ended
                      FROM sales_contract AS contract
                      JOIN res_partner AS partner ON partner.id = contract.partner_id
                     WHERE contract.state IN %(known)s
                  GROUP BY partner.commercial_partner_id) AS fact
             WHERE customer.id = fact.id
            """,
            active=ACTIVE_STATES,
            today=fields.Date.today(),
            known=ACTIVE_STATES + PAST_STATES,
        )

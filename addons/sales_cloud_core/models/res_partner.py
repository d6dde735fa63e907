from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..tools import cleaning, names


class ResPartner(models.Model):
    """A customer knows its size, when it was last followed up, and how many opportunities are open."""

    _name = "res.partner"
    _inherit = ["res.partner", "sales.followup.mixin"]

    collaborator_ids = fields.Many2many(
        "res.users",
        "res_partner_collaborator_rel",
        "partner_id",
        "user_id",
        "Collaborators",
        domain="[('share', '=', False)]",  # as text: a list would make every new user recompute this field
        help="They look after the customer with the salesperson: what they do counts as a follow-up.",
    )
    reader_ids = fields.Many2many(
        "res.users",
        "res_partner_reader_rel",
        "partner_id",
        "user_id",
        "Readers",
        domain="[('share', '=', False)]",
        help="Collaborators who only read: a narrow role sees the customer, but does not change it.",
    )
    employee_count = fields.Integer(
        "Number of Employees", help="How many people the company employs; 0 when not known."
    )
    name_key = fields.Char(
        "Company Name Key",
        compute="_compute_name_key",
        store=True,
        index="btree_not_null",
        help="The company's name without legal form, case, accents and punctuation: equal for the same company.",
    )
    open_opportunity_count = fields.Integer(
        "Open Opportunities",
        compute="_compute_deal_facts",
        store=True,
        help="Opportunities of the company and its contacts in the main business line that are neither won nor lost.",
    )
    commercial_contact_ids = fields.One2many(
        "res.partner",
        "commercial_partner_id",
        "People and Addresses of the Company",
        context={"active_test": False},
    )

    def _auto_init(self):
        """Fill the count of the existing customers with one statement instead of record by record."""
        if not column_exists(self.env.cr, self._table, "open_opportunity_count"):
            create_column(self.env.cr, self._table, "open_opportunity_count", "int4")
            self.env.cr.execute(self._open_opportunity_init_sql())
        return super()._auto_init()

    @api.depends("name", "is_company")
    def _compute_name_key(self):
        for partner in self:
            partner.name_key = (partner.is_company and names.company_key(partner.name)) or False

    @api.depends(
        "commercial_contact_ids.opportunity_ids.type",
        "commercial_contact_ids.opportunity_ids.active",
        "commercial_contact_ids.opportunity_ids.won_status",
        "commercial_contact_ids.opportunity_ids.business_line_id",
    )
    def _compute_deal_facts(self):
        """Read the opportunities of these customers once for all facts about them."""
        deals = self._read_deals()
        for partner in self:
            partner._set_deal_facts(deals[partner])

    def _read_deals(self):
        """Return {customer: [totals of its opportunities in the main line that are alike]}, also of archived ones.

        Totals are a dict of ``won_status``, ``active`` and the aggregates of `_get_deal_totals`.
        """
        mine = fields.Domain([("type", "=", "opportunity"), ("partner_id.commercial_partner_id", "in", self.ids)])
        totals = self._get_deal_totals()
        groups = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(
                mine & self._get_main_deal_domain(),
                ["partner_id.commercial_partner_id", "won_status", "active"],
                totals,
            )
        )
        deals = defaultdict(list)
        for customer, *values in groups:
            deals[customer].append(dict(zip(["won_status", "active", *totals], values, strict=True)))
        return deals

    @api.model
    def _get_deal_totals(self):
        """Return the aggregates of opportunities that the facts of a customer need."""
        return ["__count"]

    def _set_deal_facts(self, deals):
        """Set the facts of one customer.

        :param list deals: what `_read_deals` says about it
        """
        pending = [deal["__count"] for deal in deals if deal["active"] and deal["won_status"] == "pending"]
        self.open_opportunity_count = sum(pending)

    @api.model
    def _get_main_deal_domain(self):
        """Return the domain of the opportunities that count for the salesperson: other lines have their own."""
        lines = self.env["sales.business.line"]
        return lines._get_main()._get_deal_domain() if lines._is_used() else fields.Domain.TRUE

    def _clean_website(self, website):
        """Clean web addresses of customers like those of leads; text without one stays as it is."""
        return cleaning.clean_website(website) or super()._clean_website(website)

    def _get_followed_customer_id(self):
        company = self.commercial_partner_id
        return company != self and company.id

    def _followup_customer_sql(self, record):
        return SQL("NULLIF(%s, %s)", SQL.identifier(record, "commercial_partner_id"), SQL.identifier(record, "id"))

    def _followup_contact_sql(self, record):
        return SQL(
            "(%s IS NOT TRUE OR EXISTS (SELECT 1 FROM res_partner AS contact"
            " WHERE contact.parent_id = %s AND contact.active AND contact.type = 'contact'))",
            SQL.identifier(record, "is_company"),
            SQL.identifier(record, "id"),
        )

    def _open_opportunity_init_sql(self):
        return SQL(
            """
            UPDATE res_partner AS customer SET open_opportunity_count = open.number
              FROM (SELECT partner.commercial_partner_id AS id, count(*) AS number
                      FROM crm_lead AS lead JOIN res_partner AS partner ON partner.id = lead.partner_id
                     WHERE lead.type = 'opportunity' AND lead.active AND lead.won_status = 'pending'
                  GROUP BY partner.commercial_partner_id) AS open
             WHERE customer.id = open.id
            """
        )

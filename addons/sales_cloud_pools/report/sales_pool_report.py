from odoo import fields, models
from odoo.tools import SQL

MOVEMENTS = [("in", "Came In"), ("out", "Taken"), ("moved", "Moved On"), ("end", "Ended")]
RETURN_REASONS = ("return", "taken_back", "reclaimed", "owner_left")


class SalesPoolReport(models.Model):
    """What comes into the pools and what comes out of them, and what becomes of it.

    One row for each record that came in free, one when somebody took or received it or it moved on without, one when a
    holding ended. All come from the ledger, the moves of free records, and the records that are still free. Ids are
    stable: eight times the id of the source plus the kind of the row.
    """

    _name = "sales.pool.report"
    _description = "Pool Insight"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "pool_id"

    date = fields.Datetime(readonly=True)
    movement = fields.Selection(MOVEMENTS, readonly=True)
    pool_id = fields.Many2one("sales.pool", readonly=True)
    business_line_id = fields.Many2one(
        "sales.business.line", readonly=True, groups="sales_cloud_core.group_use_business_lines"
    )
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Person", readonly=True)
    received = fields.Selection(
        selection=lambda self: self.env["sales.pool.holding"]._fields["source"].selection, readonly=True
    )
    end_reason = fields.Selection(
        selection=lambda self: self.env["sales.pool.holding"]._fields["end_reason"].selection,
        string="Ended",
        readonly=True,
    )
    return_reason_id = fields.Many2one("sales.pool.return.reason", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    lead_id = fields.Many2one("crm.lead", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    in_count = fields.Integer("Records In", readonly=True)
    out_count = fields.Integer("Records Taken", readonly=True)
    moved_count = fields.Integer("Records Moved On", readonly=True)
    end_count = fields.Integer("Holdings Ended", readonly=True)
    return_count = fields.Integer("Records Back", readonly=True)
    converted_count = fields.Integer("Converted", readonly=True)
    waiting_hours = fields.Float("Hours until Taken", aggregator="avg", readonly=True)
    held_days = fields.Float("Days Held", aggregator="avg", readonly=True)
    conversion_days = fields.Float(
        "Days until Converted", aggregator="avg", readonly=True, help="From the claim to the conversion."
    )
    conversion_rate = fields.Float(
        "Yield", aggregator="avg", readonly=True, help="Converted holdings of all that ended."
    )

    @property
    def _table_query(self):
        queries = [
            self._query_entered(),
            self._query_taken(),
            self._query_ended(),
            self._query_free_leads(),
            self._query_free_customers(),
            self._query_entered_before_moving(),
            self._query_moved(),
        ]
        if self.env["sales.business.line"]._is_used():
            queries.append(self._query_free_placements())
        return SQL(" UNION ALL ").join(queries)

    def _query_entered(self):
        """Return the coming in of the records that were free before they were taken."""
        return SQL(
            """
            SELECT %s
              FROM sales_pool_holding holding
              LEFT JOIN crm_lead lead ON lead.id = holding.lead_id
             WHERE holding.free_since IS NOT NULL
            """,
            self._columns(
                id="holding.id::bigint * 8",
                date="holding.free_since",
                movement="'in'",
                pool_id="holding.pool_id",
                business_line_id=self._of_holding()["business_line_id"],
                company_id="holding.company_id",
                source_id="lead.source_id",
                lead_id="holding.lead_id",
                partner_id="holding.partner_id",
                in_count="1",
            ),
        )

    def _query_taken(self):
        return SQL(
            "SELECT %s FROM sales_pool_holding holding LEFT JOIN crm_lead lead ON lead.id = holding.lead_id",
            self._columns(
                **self._of_holding(),
                id="holding.id::bigint * 8 + 1",
                date="holding.date_start",
                movement="'out'",
                out_count="1",
                waiting_hours="extract(epoch FROM holding.date_start - holding.free_since) / 3600",
            ),
        )

    def _query_ended(self):
        is_back = SQL("(holding.end_reason IN %s)::int", RETURN_REASONS)
        is_converted = "(holding.end_reason = 'converted')::int"
        held_days = "extract(epoch FROM holding.date_end - holding.date_start) / 86400"
        return SQL(
            """
            SELECT %s
              FROM sales_pool_holding holding
              LEFT JOIN crm_lead lead ON lead.id = holding.lead_id
             WHERE holding.date_end IS NOT NULL
            """,
            self._columns(
                **self._of_holding(),
                id="holding.id::bigint * 8 + 2",
                date="holding.date_end",
                movement="'end'",
                end_reason="holding.end_reason",
                return_reason_id="holding.return_reason_id",
                end_count="1",
                return_count=is_back,
                converted_count=is_converted,
                held_days=held_days,
                conversion_days=f"CASE WHEN holding.end_reason = 'converted' THEN {held_days} END",
                conversion_rate=is_converted,
            ),
        )

    def _query_free_leads(self):
        return SQL(
            "SELECT %s FROM crm_lead lead WHERE lead.pool_id IS NOT NULL AND lead.user_id IS NULL AND lead.active",
            self._columns(
                **self._of_free("lead"), id="lead.id::bigint * 8 + 3", source_id="lead.source_id", lead_id="lead.id"
            ),
        )

    def _query_free_customers(self):
        return SQL(
            """
            SELECT %s
              FROM res_partner partner
             WHERE partner.pool_id IS NOT NULL
               AND partner.user_id IS NULL
               AND partner.parent_id IS NULL
               AND partner.active
            """,
            self._columns(
                **self._of_free("partner"),
                id="partner.id::bigint * 8 + 4",
                business_line_id=str(self.env["sales.business.line"]._get_main_id()),
                partner_id="partner.id",
            ),
        )

    def _query_free_placements(self):
        """Return the coming in of the customers that are free in another business line."""
        return SQL(
            """
            SELECT %s
              FROM sales_pool_placement place
             WHERE place.pool_id IS NOT NULL
               AND place.user_id IS NULL
               AND place.active
            """,
            self._columns(
                **self._of_free("place"),
                id="place.id::bigint * 8 + 7",
                business_line_id="place.business_line_id",
                partner_id="place.partner_id",
            ),
        )

    def _query_entered_before_moving(self):
        return SQL(
            """
            SELECT %s
              FROM sales_pool_transfer transfer
              LEFT JOIN crm_lead lead ON lead.id = transfer.lead_id
             WHERE transfer.free_since IS NOT NULL
            """,
            self._columns(
                **self._of_transfer(),
                id="transfer.id::bigint * 8 + 5",
                date="transfer.free_since",
                movement="'in'",
                in_count="1",
            ),
        )

    def _query_moved(self):
        return SQL(
            "SELECT %s FROM sales_pool_transfer transfer LEFT JOIN crm_lead lead ON lead.id = transfer.lead_id",
            self._columns(
                **self._of_transfer(),
                id="transfer.id::bigint * 8 + 6",
                date="transfer.date",
                movement="'moved'",
                moved_count="1",
            ),
        )

    def _of_transfer(self):
        return {
            "pool_id": "transfer.pool_id",
            "business_line_id": "(SELECT business_line_id FROM sales_pool WHERE id = transfer.pool_id"
            " AND kind = 'customer')",
            "company_id": "transfer.company_id",
            "source_id": "lead.source_id",
            "lead_id": "transfer.lead_id",
            "partner_id": "transfer.partner_id",
        }

    def _of_holding(self):
        return {
            "pool_id": "holding.pool_id",
            "business_line_id": "CASE WHEN holding.lead_id IS NULL THEN holding.business_line_id END",
            "company_id": "holding.company_id",
            "user_id": "holding.user_id",
            "received": "holding.source",
            "source_id": "lead.source_id",
            "lead_id": "holding.lead_id",
            "partner_id": "holding.partner_id",
        }

    def _of_free(self, alias):
        return {
            "date": f"coalesce({alias}.pool_entry_at, {alias}.create_date)",
            "movement": "'in'",
            "pool_id": f"{alias}.pool_id",
            "company_id": f"{alias}.company_id",
            "in_count": "1",
        }

    def _columns(self, **values):
        """Return the list of all columns in one order; those without a value are NULL, counts 0."""
        columns = []
        for name, field in self._fields.items():
            if field.store and field.column_type:
                value = values.get(name, "0" if name.endswith("_count") else "NULL")
                expression = value if isinstance(value, SQL) else SQL(value)  # pylint: disable=sql-injection
                columns.append(SQL("(%s)::%s AS %s", expression, SQL(self._cast(field)), SQL.identifier(name)))
        return SQL(", ").join(columns)

    def _cast(self, field):
        return "bigint" if field.name == "id" else field.column_type[0]

    def action_open_record(self):
        """Open the lead or the customer of this row."""
        self.ensure_one()
        return (self.lead_id or self.partner_id).get_formview_action()

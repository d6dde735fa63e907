from odoo import models
from odoo.tools import SQL

from ..tools.territory_moves import COUNTED, gains_and_losses


class SalesTerritoryModel(models.Model):
    """What activating a model, or running its rules, would move: a difference to what is in force, written nowhere."""

    _inherit = "sales.territory.model"

    def simulate(self):
        """Return what would move if this model were in force now; for operations.

        Territories that are copies of one another count as the same.

        :return: dict ``currency_id``; ``moves``: list of dicts ``from_id, from_name, to_id, to_name`` (False for none),
            ``customers, leads, opportunities`` (numbers), ``amount`` (expected revenue of the open opportunities, in
            company currency); ``territories`` and ``people``: lists of dicts ``id, name, gained, lost``, each side a
            dict of the same four numbers; ``totals``: the four numbers of all moves
        """
        self.ensure_one()
        self._check_may_manage()
        return self.sudo()._simulate()  # sudo: the preview counts all records; the caller is checked

    def _simulate(self):
        self.env.flush_all()
        moves = self._read_moves()
        names = self.env["sales.territory"].browse(
            {move[side] for move in moves for side in ("from_id", "to_id")} - {None}
        )
        labels = {territory.id: territory.complete_name for territory in names}
        return {
            "currency_id": self.currency_id.id,
            "moves": [
                move
                | {
                    "from_id": move["from_id"] or False,
                    "to_id": move["to_id"] or False,
                    "from_name": labels.get(move["from_id"], False),
                    "to_name": labels.get(move["to_id"], False),
                }
                for move in moves
            ],
            "territories": self._list_changes(moves, {territory.id: territory for territory in names}, "complete_name"),
            "people": self._list_changes(
                moves, {territory.id: territory._get_holders() for territory in names}, "name"
            ),
            "totals": {name: sum(move[name] for move in moves) for name in COUNTED},
        }

    def _list_changes(self, moves, holders, label):
        changes = gains_and_losses(moves, holders)
        rows = [{"id": holder.id, "name": holder[label], **sides} for holder, sides in changes.items()]
        return sorted(rows, key=lambda row: row["name"] or "")

    def _read_moves(self):
        """Return the moves between territories, the largest amount first."""
        query = SQL(
            """
            WITH RECURSIVE %s,
            total AS (
                SELECT from_id, to_id, count(DISTINCT company_id) AS customers, 0 AS leads, 0 AS opportunities,
                       0.0 AS amount
                  FROM partner_move GROUP BY from_id, to_id
                 UNION ALL
                SELECT from_id, to_id, 0, count(*) FILTER (WHERE type = 'lead'), count(*) FILTER (WHERE type <> 'lead'),
                       COALESCE(sum(expected_revenue) FILTER (WHERE type <> 'lead'), 0.0)
                  FROM lead_move JOIN crm_lead ON crm_lead.id = lead_move.id GROUP BY from_id, to_id)
            SELECT from_id, to_id, sum(customers)::int, sum(leads)::int, sum(opportunities)::int, sum(amount)
              FROM total GROUP BY from_id, to_id ORDER BY 6 DESC, 3 DESC, from_id, to_id
            """,
            self._moves_sql(),
        )
        names = ("from_id", "to_id", *COUNTED)
        rows = [dict(zip(names, row, strict=True)) for row in self.env.execute_query(query)]
        return [row | {"amount": float(row["amount"])} for row in rows]

    def _search_moved(self, kind, from_id, to_id, limit=1000):
        """Return the customers' addresses ('partner') or leads ('lead') that would move so."""
        table = SQL.identifier(f"{kind}_move")
        query = SQL(
            """
            WITH RECURSIVE %s SELECT id FROM %s
             WHERE from_id IS NOT DISTINCT FROM %s AND to_id IS NOT DISTINCT FROM %s ORDER BY id LIMIT %s
            """,
            self._moves_sql(),
            table,
            from_id or None,
            to_id or None,
            limit,
        )
        self.env.flush_all()
        model = {"partner": "res.partner", "lead": "crm.lead"}[kind]
        return self.env[model].browse(record_id for (record_id,) in self.env.execute_query(query))

    # ------------------------------------------------------------
    # READ-SIDE SQL
    # ------------------------------------------------------------

    def _moves_sql(self):
        """Return the expressions up to ``partner_move`` and ``lead_move`` (id, from_id, to_id)."""
        now = self._get_in_force()
        return SQL(
            """
            place AS MATERIALIZED (
                WITH RECURSIVE %(partners)s, kept AS (%(kept_partners)s)
                SELECT id AS partner_id, territory_id, rule_id FROM decided WHERE id NOT IN (SELECT id FROM kept)
                 UNION ALL SELECT id, territory_id, NULL FROM kept),
            %(followed)s, %(leads)s, kept AS (%(kept_leads)s),
            spot AS (
                SELECT followed.id,
                       COALESCE(kept.territory_id, followed.territory_id, decided.territory_id) AS territory_id
                  FROM followed LEFT JOIN kept ON kept.id = followed.id LEFT JOIN decided ON decided.id = followed.id),
            origin AS (SELECT id, COALESCE(origin_id, id) AS first_id FROM sales_territory),
            partner_move AS (
                SELECT partner.id, partner.commercial_partner_id AS company_id, line.territory_id AS from_id,
                       place.territory_id AS to_id
                  FROM place FULL JOIN (SELECT partner_id, territory_id FROM sales_territory_assignment
                                         WHERE model_id = %(now)s AND partner_id IS NOT NULL) AS line USING (partner_id)
                  JOIN res_partner AS partner ON partner.id = COALESCE(place.partner_id, line.partner_id)
             LEFT JOIN origin AS before ON before.id = line.territory_id
             LEFT JOIN origin AS after ON after.id = place.territory_id
                 WHERE before.first_id IS DISTINCT FROM after.first_id),
            lead_move AS (
                SELECT spot.id, lead.territory_id AS from_id, spot.territory_id AS to_id
                  FROM spot JOIN crm_lead AS lead ON lead.id = spot.id
             LEFT JOIN origin AS before ON before.id = lead.territory_id
             LEFT JOIN origin AS after ON after.id = spot.territory_id
                 WHERE before.first_id IS DISTINCT FROM after.first_id)
            """,
            partners=self._decided_sql("partner"),
            kept_partners=self._kept_sql("partner", now),
            followed=self._followed_sql(None, places=SQL.identifier("place")),
            leads=self._decided_sql("lead"),
            kept_leads=self._kept_sql("lead", now),
            now=now.id or 0,
        )

    def _kept_sql(self, kind, now):
        """Choices of people for a territory that this model has, too: they are kept."""
        return SQL(
            """
            SELECT line.%(column)s AS id, new.id AS territory_id
              FROM sales_territory_assignment AS line
              JOIN sales_territory AS old ON old.id = line.territory_id
              JOIN sales_territory AS new ON new.model_id = %(model)s
               AND COALESCE(new.origin_id, new.id) = COALESCE(old.origin_id, old.id)
             WHERE line.model_id = %(source)s AND line.cause = 'manual' AND line.%(column)s IS NOT NULL
            """,
            column=SQL.identifier(f"{kind}_id"),
            model=self.id,
            source=self.id if self._has_assignments() else now.id or 0,
        )

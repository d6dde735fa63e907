from odoo import api, models, tools

from .pool_move import PoolMove

ENTRY_BATCH = 1000


class SalesPool(models.Model):
    """Who is in the pool: people, by name or by team, and records that flow in by rule."""

    _inherit = "sales.pool"

    @api.model
    def _get_entry_pools(self, kind):
        """Return the pools that take in records by rule, in the order in which they are asked."""
        # sudo: a record finds its pool, whoever creates it
        return self.sudo().browse(self._get_entry_pool_ids(kind))

    @api.model
    @tools.ormcache("kind")
    def _get_entry_pool_ids(self, kind):
        # sudo: a record finds its pool, whoever creates it
        return self.sudo().search([("kind", "=", kind), ("is_entry_automatic", "=", True)]).ids

    def run_entry(self):
        """Let records without a pool flow into these pools by their entry rules; for managers of the pools.

        :return: how many records found a pool
        """
        self._check_manager()
        entered = 0
        for kind in set(self.mapped("kind")):
            for records in self._iterate_waiting(kind):
                entered += len(records._flow_into_pools(PoolMove("create")))
        return entered

    def _iterate_waiting(self, kind):
        """Yield batches of the records of a kind that have no pool."""
        # sudo: pools take in what matches, whoever owns it
        records = self.filtered(lambda pool: pool.kind == kind)[:1]._get_records().sudo()
        waiting = records.search([("pool_id", "=", False)], order="id")
        for start in range(0, len(waiting), ENTRY_BATCH):
            yield waiting[start : start + ENTRY_BATCH]

    def action_run_entry(self):
        """Let waiting records flow in, and say how many did."""
        entered = self.run_entry()
        return self._notify(self.env._("%s records flowed into pools.", entered))

    @api.model
    def _notify(self, message, kind="success", links=()):
        """Return the client action that shows a sentence and reloads the view.

        :param links: list of ``{"label": text, "url": address}``, one for each "%s" that the sentence keeps
        """
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "links": list(links),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # ------------------------------------------------------------------
    # PEOPLE
    # ------------------------------------------------------------------

    def _sync_team_members(self):
        """Make the rows that member teams brought equal to the people in these teams."""
        for pool in self:
            wanted = {user.id: team.id for team in pool.member_team_ids for user in team.member_ids}
            gone = pool.member_ids.filtered("team_id").filtered_domain([("user_id", "not in", list(wanted))])
            missing = wanted.keys() - set((pool.member_ids - gone).user_id.ids)
            gone.unlink()
            self.env["sales.pool.member"].create(
                [pool._prepare_team_member_vals(user_id, wanted[user_id]) for user_id in sorted(missing)]
            )

    def _prepare_team_member_vals(self, user_id, team_id):
        """The leader of the pool shares out; the others receive."""
        is_receiver = user_id not in self.manager_ids.ids
        return {"pool_id": self.id, "user_id": user_id, "team_id": team_id, "is_assignable": is_receiver}

    def _get_member(self, user):
        """Return the member row of a user; managers get one when they first need it."""
        self.ensure_one()
        member = self.member_ids.filtered(lambda line: line.user_id == user)
        if not member and self._is_manager(user):
            member = member.create({"pool_id": self.id, "user_id": user.id, "is_assignable": False})
        return member

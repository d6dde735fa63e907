from odoo import api, fields, models
from odoo.tools import SQL

TEAM_FIELDS = ["active", "parent_path", "user_id"]
MEMBER_FIELDS = ["active", "crm_team_id", "user_id"]


class ResUsers(models.Model):
    """Who sees whose records: nothing is stored, so nothing can be out of date.

    A person's teams are those that he is a member of or leads. Rules of records name these fields; their search
    methods ask the memberships and the team tree in the same statement that reads the records.
    """

    _inherit = "res.users"

    team_reader_ids = fields.Many2many(
        "res.users",
        string="People of the Same Teams",
        compute="_compute_team_reader_ids",
        search="_search_team_reader_ids",
        compute_sudo=True,
    )
    below_reader_ids = fields.Many2many(
        "res.users",
        string="People of the Same Teams and Those Above",
        compute="_compute_below_reader_ids",
        search="_search_below_reader_ids",
        compute_sudo=True,
    )

    def _compute_team_reader_ids(self):
        readers = self._get_readers(is_below=False)
        for user in self:
            user.team_reader_ids = readers.get(user._origin.id, [])

    def _compute_below_reader_ids(self):
        readers = self._get_readers(is_below=True)
        for user in self:
            user.below_reader_ids = readers.get(user._origin.id, [])

    def _search_team_reader_ids(self, operator, value):
        return self._search_seen(operator, value, is_below=False)

    def _search_below_reader_ids(self, operator, value):
        return self._search_seen(operator, value, is_below=True)

    def _search_seen(self, operator, value, is_below):
        if operator != "in":
            return NotImplemented
        self._flush_teams()
        return [("id", "in", self._seen_sql(tuple(value), is_below))]

    def _get_readers(self, is_below):
        """Return {user id: ids of the people who see the records of that person}."""
        self._flush_teams()
        pairs = self.env.execute_query(self._readers_sql(tuple(self._origin.ids), is_below)) if self._origin.ids else []
        readers = {}
        for seen_id, reader_id in pairs:
            readers.setdefault(seen_id, []).append(reader_id)
        return readers

    @api.model
    def _flush_teams(self):
        self.env["crm.team"].flush_model(TEAM_FIELDS)
        self.env["crm.team.member"].flush_model(MEMBER_FIELDS)

    @api.model
    def _note_teams_changed(self):
        """Forget who sees whom in this transaction; shares between teams are kept in the cache of all processes."""
        self.invalidate_model(["team_reader_ids", "below_reader_ids"], flush=False)
        self.env["sales.sharing.rule"]._note_teams_changed()

    # ------------------------------------------------------------
    # READ-SIDE SQL
    # ------------------------------------------------------------

    @api.model
    def _team_people_sql(self):
        return SQL(
            """(SELECT crm_team_id AS team_id, user_id FROM crm_team_member WHERE active
                UNION ALL
                SELECT id AS team_id, user_id FROM crm_team WHERE active AND user_id IS NOT NULL)"""
        )

    @api.model
    def _is_under_sql(self, is_below):
        if is_below:
            return SQL("team.parent_path LIKE above.parent_path || '%%'")
        return SQL("team.id = above.id")

    @api.model
    def _seen_sql(self, reader_ids, is_below):
        """Select the people whose records these readers see."""
        return SQL(
            """
            SELECT seen.user_id
              FROM %(people)s AS seen
              JOIN crm_team AS team ON team.id = seen.team_id AND team.active
              JOIN crm_team AS above ON above.active AND %(is_under)s
             WHERE above.id IN (SELECT reader.team_id FROM %(people)s AS reader WHERE reader.user_id IN %(readers)s)
            """,
            people=self._team_people_sql(),
            is_under=self._is_under_sql(is_below),
            readers=reader_ids or (None,),
        )

    @api.model
    def _readers_sql(self, seen_ids, is_below):
        """Select (person, reader) for some people."""
        return SQL(
            """
            SELECT DISTINCT seen.user_id, reader.user_id
              FROM %(people)s AS seen
              JOIN crm_team AS team ON team.id = seen.team_id AND team.active
              JOIN crm_team AS above ON above.active AND %(is_under)s
              JOIN %(people)s AS reader ON reader.team_id = above.id
             WHERE seen.user_id IN %(seen)s
            """,
            people=self._team_people_sql(),
            is_under=self._is_under_sql(is_below),
            seen=seen_ids,
        )

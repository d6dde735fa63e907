from odoo import api, fields, models

from ..tools.approval import manager_chain


class CrmTeam(models.Model):
    """Teams form a tree; the manager of a person is the next leader up that tree."""

    _inherit = "crm.team"
    _parent_store = True

    parent_id = fields.Many2one(
        "crm.team",
        "Parent Team",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('id', '!=', id), '|', ('company_id', '=', False), ('company_id', '=', company_id)]",
        help="The team that this one belongs to. Its leader is the manager of this team's leader.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("crm.team", "parent_id", "Teams Below")
    leader_ids = fields.Many2many(
        "res.users",
        string="Leaders Up the Tree",
        compute="_compute_leader_ids",
        search="_search_leader_ids",
        compute_sudo=True,
        recursive=True,
        help="The leader of this team and those of the teams above.",
    )

    @api.depends("user_id", "parent_id.leader_ids")
    def _compute_leader_ids(self):
        for team in self:
            team.leader_ids = team.user_id | team.parent_id.leader_ids

    def _search_leader_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: who leads a team is no secret; record rules name this field
        led = self.sudo().search([("user_id", "in", list(value))])
        return [("id", "child_of", led.ids)]

    @api.constrains("company_id")
    def _check_child_companies(self):
        """A team that moves to another company takes no teams of the old one along."""
        self.child_ids._check_company(["parent_id"])

    def write(self, vals):
        result = super().write(vals)
        if not {"active", "parent_id", "user_id"}.isdisjoint(vals):
            self.env["res.users"]._note_teams_changed()
        return result

    def _get_people(self):
        """Return the members and leaders of these teams and those below them."""
        teams = self.search([("id", "child_of", self.ids)])
        return teams.crm_team_member_ids.user_id | teams.user_id

    def _get_leaders_upward(self):
        """Return the active leaders from this team up to the root, None where a team has none."""
        self.ensure_one()
        path = self.browse(int(team_id) for team_id in reversed(self.parent_path.strip("/").split("/")))
        return [team.user_id if team.user_id.active else None for team in path]

    @api.model
    def _get_manager_of(self, user, levels=1, company=None):
        """Return the manager of a user, ``levels`` up the team tree.

        A leader's manager is the next leader above the teams that he leads in this branch.

        :param levels: 1 for the manager, 2 for the manager's manager ...
        :param company: res.company whose teams count (default: the current one)
        :return: res.users, empty when the tree ends before
        """
        # sudo: who manages whom decides about routing, whoever asks
        team = self.sudo()._get_home_team(user, company or self.env.company)
        chain = manager_chain(team._get_leaders_upward() if team else [], user)
        return self.env["res.users"].browse(chain[levels - 1].ids if len(chain) >= levels else [])

    def _get_home_team(self, user, company):
        """Return the team in which a user sells, else the highest one that he leads."""
        teams = (user.sudo().sale_team_id | user.sudo().crm_team_ids).filtered(  # sudo: see `_get_manager_of`
            lambda team: team.company_id in (company, self.env["res.company"])
        )
        led = [("user_id", "=", user.id), ("company_id", "in", [company.id, False])]
        return teams[:1] or self.search(led, order="parent_path, id", limit=1)

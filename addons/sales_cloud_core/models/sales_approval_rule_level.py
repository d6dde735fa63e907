from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesApprovalRuleLevel(models.Model):
    """One level of an approval rule: who is asked, whether one is enough, until when, and for which requests.

    A level whose conditions do not hold is left out: one rule with several such levels has branches.
    """

    _name = "sales.approval.rule.level"
    _description = "Approval Rule Level"
    _inherit = "sales.approval.condition"
    _order = "rule_id, sequence, id"
    _rec_name = "description"

    rule_id = fields.Many2one("sales.approval.rule", required=True, ondelete="cascade", index=True)
    model = fields.Selection(related="rule_id.model")
    currency_id = fields.Many2one(related="rule_id.currency_id")
    sequence = fields.Integer(default=10)
    approver = fields.Selection(
        [
            ("manager", "Manager of the requester"),
            ("leader", "Leader of the document's team"),
            ("territory", "Manager of the document's territory"),
            ("person", "Persons"),
            ("group", "Group"),
        ],
        default="manager",
        required=True,
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Persons",
        domain="[('share', '=', False)]",  # as text: a list would make every new user recompute this field
        context={"active_test": False},  # who left is missing and gets replaced, not forgotten
    )
    group_id = fields.Many2one("res.groups", ondelete="restrict")
    levels_up = fields.Integer(default=1, help="1 is the manager, 2 the manager's manager.")
    mode = fields.Selection([("any", "One is enough"), ("all", "Everyone")], "Needed", default="any", required=True)
    due_hours = fields.Integer("Due After (hours)", default=24, help="Then operations may decide, too. 0: never due.")
    remind_hours = fields.Integer("Remind Before (hours)", default=4, help="How long before the due time. 0: not.")
    description = fields.Char(compute="_compute_description")

    _levels_up_positive = models.Constraint("CHECK (levels_up >= 1)", "A manager is at least one level up.")
    _hours_not_negative = models.Constraint("CHECK (due_hours >= 0 AND remind_hours >= 0)", "Hours cannot be negative.")

    @api.depends("approver", "user_ids", "group_id", "levels_up", "mode", "due_hours", "min_amount", "domain")
    def _compute_description(self):
        for level in self:
            level.description = level._describe()

    @api.constrains("approver", "user_ids", "group_id")
    def _check_approver(self):
        for level in self:
            if (level.approver == "person" and not level.user_ids) or (
                level.approver == "group" and not level.group_id
            ):
                raise ValidationError(
                    self.env._("A level of “%s” names nobody. Choose its persons or its group.", level.rule_id.name)
                )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Where territories are not used, nobody is asked about them."""
        found = super().fields_get(allfields, attributes)
        if not self.env.user.has_group("sales_cloud_core.group_use_territories"):
            options = found.get("approver", {})
            options["selection"] = [each for each in options.get("selection", ()) if each[0] != "territory"]
        return found

    def _describe(self):
        """Return in words who is asked, until when, and for which requests."""
        self.ensure_one()
        who = self._describe_approver()
        if self.due_hours:
            who = self.env._("%(who)s, within %(hours)s hours", who=who, hours=self.due_hours)
        return " · ".join([who, *self._describe_condition()])

    def _describe_approver(self):
        is_all = self.mode == "all"
        if self.approver == "person":
            joint = self.env._(" and ") if is_all else self.env._(" or ")
            return joint.join(self.user_ids.mapped("name"))
        if self.approver == "group":
            group = self.group_id.name or ""
            return self.env._("everyone of %s", group) if is_all else self.env._("one of %s", group)
        if self.approver == "leader":
            return self.env._("the leader of the document's team")
        if self.approver == "territory":
            return self.env._("the manager of the document's territory")
        if self.levels_up == 1:
            return self.env._("the requester's manager")
        return self.env._("the manager %s levels above the requester", self.levels_up)

    @api.model
    def _describe_planned(self, level):
        """Return in words of the reader who is asked on a level, as a request keeps it."""
        names = ("approver", "group_id", "levels_up", "mode", "user_ids")
        # sudo: whoever reads a request reads whom it asks
        return self.sudo().new({name: level[name] for name in names})._describe_approver()

    def _prepare_plan_vals(self):
        """Return the level as a request keeps it (JSON)."""
        self.ensure_one()
        return {
            "approver": self.approver,
            "user_ids": self.user_ids.ids,
            "group_id": self.group_id.id,
            "levels_up": self.levels_up,
            "mode": self.mode,
            "due_hours": self.due_hours,
            "calendar_id": self.rule_id.calendar_id.id,
            "remind_hours": self.remind_hours,
            "origin": "rule" if self._origin else "manager",
        }

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesApprovalRuleLevel(models.Model):
    """One level of an approval rule: who is asked, whether one is enough, and until when."""

    _name = "sales.approval.rule.level"
    _description = "Approval Rule Level"
    _order = "rule_id, sequence, id"

    rule_id = fields.Many2one("sales.approval.rule", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    approver = fields.Selection(
        [
            ("manager", "Manager of the requester"),
            ("leader", "Leader of the document's team"),
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

    @api.depends("approver", "user_ids", "group_id", "levels_up", "mode", "due_hours")
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

    def _describe(self):
        """Return in words who is asked and until when."""
        self.ensure_one()
        who = self._describe_approver()
        if not self.due_hours:
            return who
        return self.env._("%(who)s, within %(hours)s hours", who=who, hours=self.due_hours)

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
        if self.levels_up == 1:
            return self.env._("the requester's manager")
        return self.env._("the manager %s levels above the requester", self.levels_up)

    def _prepare_plan_vals(self):
        """Return the level as a request keeps it (JSON)."""
        self.ensure_one()
        return {
            "label": self._describe_approver(),
            "approver": self.approver,
            "user_ids": self.user_ids.ids,
            "group_id": self.group_id.id,
            "levels_up": self.levels_up,
            "mode": self.mode,
            "due_hours": self.due_hours,
            "remind_hours": self.remind_hours,
        }

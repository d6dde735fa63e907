from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools import rights

SCOPES = [
    ("odoo", "As in Odoo"),
    ("none", "Nothing"),
    ("own", "Own"),
    ("team", "Own team"),
    ("below", "Team and below"),
    ("all", "All"),
]

VALUE_TYPES = ("binary", "char", "float", "html", "integer", "json", "monetary", "text")


class SalesDataRight(models.Model):
    """How far the people of a role may read, edit, hand over and export the records of one kind.

    Who has several roles gets the widest reach. "As in Odoo" changes nothing. The reach of a person, without the people
    in it, is kept in the cache, which a change of these rows clears; who is in a team is asked of the database by every
    query (see `res.users.team_reader_ids`), so that a change of team is in force at once.
    """

    _name = "sales.data.right"
    _description = "Data Right"
    _inherit = "sales.cached.mixin"
    _order = "group_sequence, group_id, sequence, id"
    _rec_name = "group_id"

    group_id = fields.Many2one("res.groups", "Role", required=True, ondelete="cascade", index=True)
    group_sequence = fields.Integer("Order of Roles", default=50)
    sequence = fields.Integer(default=10)
    model = fields.Selection(lambda self: self._get_data_objects(), "Records", required=True)
    read_scope = fields.Selection(SCOPES, "Read", required=True, default="odoo")
    edit_scope = fields.Selection(
        SCOPES, "Edit", required=True, default="odoo", help="Change and delete; never wider than what is read."
    )
    transfer_scope = fields.Selection(
        SCOPES, "Hand Over", required=True, default="odoo", help="Whose records may get another owner."
    )
    export_scope = fields.Selection(
        SCOPES, "Export", required=True, default="odoo", help="Beside Odoo's right to export, which is needed anyway."
    )
    export_limit = fields.Integer("Rows per Day", help="How many rows a person exports a day. 0: no limit.")
    amount_scope = fields.Selection(
        SCOPES,
        "Amounts",
        required=True,
        default="odoo",
        help="Of whose records the amounts are shown. Elsewhere they look empty, also in totals, searches and files.",
    )
    cost_scope = fields.Selection(
        SCOPES,
        "Cost",
        required=True,
        default="odoo",
        help="Of whose records the cost is shown, and the margin with it.",
    )
    margin_scope = fields.Selection(
        SCOPES, "Margin", required=True, default="odoo", help="Of whose records the margin is shown."
    )
    has_amount = fields.Boolean(compute="_compute_has_values")
    has_cost = fields.Boolean(compute="_compute_has_values")
    has_margin = fields.Boolean(compute="_compute_has_values")
    with_territories = fields.Boolean(
        "And Own Territories",
        help="Members of a territory, and the managers above it, read what belongs to it, whoever owns it.",
    )

    _role_object_uniq = models.UniqueIndex(
        "(group_id, model)", "The rights of this role on these records stand in another line already. Change that one."
    )
    _export_limit_not_negative = models.Constraint("CHECK (export_limit >= 0)", "Rows per day cannot be negative.")

    @api.model
    def _get_data_objects(self):
        """Return [(model, label)] of what rights are given on; other addons append theirs."""
        return [
            ("crm.lead", self.env._("Leads and opportunities")),
            ("res.partner", self.env._("Customers")),
            ("sales.credit", self.env._("Credit")),
        ]

    @api.depends("model")
    def _compute_has_values(self):
        for right in self:
            kinds = self.env[right.model]._get_value_kinds() if right.model else ()
            for kind in rights.VALUES:
                right[f"has_{kind}"] = kind in kinds

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    @api.constrains("read_scope", "edit_scope")
    def _check_edit_scope(self):
        for right in self:
            if rights.is_wider(right.edit_scope, right.read_scope):
                raise ValidationError(
                    self.env._(
                        "“%(role)s” cannot edit more than it reads. Let it read at least as much, or edit less.",
                        role=right.group_id.name,
                    )
                )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache("self.env.uid")
    def _get_user_rights(self):
        """Return {model: {operation: (grant, limit), 'rows': int, 'territories': bool}} of the current user.

        Empty where data rights are switched off, and of models on which no role of the user has a line.
        """
        user = self.env.user
        if not user.has_group("sales_cloud_core.group_use_data_rights"):
            return {}
        # sudo: rights bind people who may not read them
        lines = self.sudo().search([("group_id", "in", user.all_group_ids.ids)])
        return {model: self._resolve_lines(found) for model, found in lines.grouped("model").items()}

    @api.model
    def _resolve_lines(self, lines):
        found = {name: rights.resolve(lines.mapped(f"{name}_scope")) for name in (*rights.OPERATIONS, *rights.VALUES)}
        limits = lines.mapped("export_limit")
        return {
            **found,
            "rows": 0 if 0 in limits else max(limits),
            "territories": any(lines.mapped("with_territories")),
        }

    @api.model
    @tools.ormcache("model_name")
    def _get_value_names(self, model_name):
        """Return {kind of value: names of the fields that show it} of a model."""
        model = self.env[model_name]
        plain = model._get_plain_fields()
        return {
            kind: model._get_closure(names, VALUE_TYPES, plain) for kind, names in model._get_value_fields().items()
        }

    @api.model
    @tools.ormcache("model_name")
    def _get_narrowed_kinds(self, model_name):
        """Return the kinds of values of a kind of record that some role does not see everywhere."""
        used = self.env.ref("base.group_user").all_implied_ids
        if self.env.ref("sales_cloud_core.group_use_data_rights") not in used:
            return ()
        # sudo: the same for everybody
        lines = self.sudo().search([("model", "=", model_name)])
        return tuple(kind for kind in rights.VALUES if {*lines.mapped(f"{kind}_scope")} - {rights.UNCHANGED, "all"})

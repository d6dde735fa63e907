from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

TREE_FIELDS = {"parent_id", "type_id", "sequence", "model_id", "rule_ids"}


class SalesTerritory(models.Model):
    """A part of the market with the people who work it. Territories below narrow those above."""

    _name = "sales.territory"
    _description = "Territory"
    _order = "sequence, name, id"
    _parent_store = True
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name"]
    _check_company_auto = True

    name = fields.Char(required=True)
    complete_name = fields.Char("Full Name", compute="_compute_complete_name", store=True, recursive=True)
    tree_name = fields.Char("Territory", compute="_compute_tree_name", help="The name, moved in below its parent.")
    model_id = fields.Many2one(
        "sales.territory.model", required=True, ondelete="cascade", index=True, check_company=True
    )
    company_id = fields.Many2one(related="model_id.company_id", store=True, index=True)
    model_state = fields.Selection(related="model_id.state", string="State of the Model")
    parent_id = fields.Many2one(
        "sales.territory",
        "Parent Territory",
        index=True,
        ondelete="restrict",
        domain="[('model_id', '=', model_id), ('id', '!=', id)]",
        help="This territory only takes what its parent takes, too.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("sales.territory", "parent_id", "Territories Below")
    sequence = fields.Integer(
        "Order",
        default=10,
        help="Of territories with the same claim, equally deep and of one priority, the lowest wins.",
    )
    color = fields.Integer()
    type_id = fields.Many2one("sales.territory.type", check_company=True, ondelete="restrict")
    manager_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Leads the people of this territory and those below, and may move customers and deals between them.",
    )
    responsible_ids = fields.Many2many(
        "res.users",
        "sales_territory_responsible_rel",
        "territory_id",
        "user_id",
        "People Responsible",
        compute="_compute_responsible_ids",
        store=True,
        recursive=True,
        help="The managers of this territory and of all above.",
    )
    member_ids = fields.One2many("sales.territory.member", "territory_id", "Members")
    rule_ids = fields.One2many("sales.territory.rule", "territory_id", "Rules")
    rule_summary = fields.Text("What Belongs Here", compute="_compute_rule_summary")
    origin_id = fields.Many2one(
        "sales.territory",
        "First Version",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The territory in the first model, of which this one is a copy: in a preview both are the same.",
    )

    _name_uniq = models.UniqueIndex(
        "(model_id, COALESCE(parent_id, 0), name)",
        "There is a territory with this name at this place already. Choose another name.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for territory in self:
            above = territory.parent_id.complete_name
            territory.complete_name = f"{above} / {territory.name}" if above else territory.name

    @api.depends("name", "parent_path")
    def _compute_tree_name(self):
        for territory in self:
            depth = (territory.parent_path or "").count("/")
            territory.tree_name = "\N{EM SPACE}" * 2 * max(depth - 1, 0) + (territory.name or "")

    @api.depends("manager_id", "parent_id.responsible_ids")
    def _compute_responsible_ids(self):
        for territory in self:
            territory.responsible_ids = territory.manager_id | territory.parent_id.responsible_ids

    @api.depends("rule_ids.summary", "child_ids")
    def _compute_rule_summary(self):
        for territory in self:
            lines = [rule.summary for rule in territory.rule_ids]
            territory.rule_summary = "\n".join(lines) or self.env._(
                "Nothing by itself: it holds the territories below."
            )

    # ------------------------------------------------------------
    # CHECKS AND CRUD
    # ------------------------------------------------------------

    @api.constrains("parent_id", "model_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A territory cannot be below itself. Choose another parent."))
        for territory in self | self.child_ids:
            if territory.parent_id.model_id not in (territory.model_id, self.env["sales.territory.model"]):
                raise ValidationError(
                    self.env._(
                        "“%(territory)s” and “%(parent)s” are of different models. Choose a parent of the same model.",
                        territory=territory.name,
                        parent=territory.parent_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        territories = super().create(vals_list)
        territories.model_id._check_open()
        territories.model_id._note_rules_changed()
        return territories

    def write(self, vals):
        self.model_id._check_open()
        result = super().write(vals)
        if not TREE_FIELDS.isdisjoint(vals):
            self.model_id._note_rules_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.model_id._check_open()
        # sudo: what colleagues have in the territory counts, too
        rows = self.env["sales.territory.assignment"].sudo().search([("territory_id", "in", self.ids)], limit=1)
        if rows:
            raise UserError(
                self.env._(
                    "“%s” has customers or deals, so it stays. Plan a new model without it and activate that.",
                    rows.territory_id.complete_name,
                )
            )

    def unlink(self):
        self.model_id._note_rules_changed()
        return super().unlink()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _copy_tree(self, model):
        """Copy these territories with their rules and members into another model; they remember their origin."""
        copies = {}
        for territory in self.sorted("parent_path"):
            copies[territory] = territory.copy(
                {
                    "model_id": model.id,
                    "name": territory.name,
                    "parent_id": copies[territory.parent_id].id if territory.parent_id else False,
                    "origin_id": (territory.origin_id or territory).id,
                }
            )
            for line in (*territory.rule_ids, *territory.member_ids):
                line.copy({"territory_id": copies[territory].id})

    def _get_path_upward(self):
        """Return this territory and those above it, from here to the top."""
        self.ensure_one()
        return self.browse(int(territory_id) for territory_id in reversed(self.parent_path.strip("/").split("/")))

    def _get_holders(self):
        """Return the people to whom the territory belongs: its owners, else its manager, else those above."""
        self.ensure_one()
        owners = self.member_ids.filtered(lambda member: member.role == "owner").user_id
        return owners or self.manager_id or (self.parent_id._get_holders() if self.parent_id else self.manager_id)

    @api.model
    def _get_reader_domain(self, user):
        """Return the territories of which a user is a member, and those below the ones that he manages."""
        return Domain("responsible_ids", "in", [user.id]) | Domain("member_ids", "any", [("user_id", "=", user.id)])

    def _get_nearest_manager(self):
        """Return the active manager of the territory, else of the nearest one above; empty without any."""
        managers = [territory.manager_id for territory in self._get_path_upward()] if self else []
        return next((manager for manager in managers if manager.active), self.env["res.users"])

    def action_view_customers(self):
        """Open what belongs to the territory and those below."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_core.sales_territory_assignment_action")
        action["domain"] = [("territory_id", "child_of", self.id)]
        return action

    def action_view_opportunities(self):
        """Open the open opportunities of the territory and those below."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm.crm_lead_action_pipeline")
        domain = [("territory_id", "child_of", self.id), ("type", "=", "opportunity"), ("won_status", "=", "pending")]
        return action | {"domain": domain, "context": {}}

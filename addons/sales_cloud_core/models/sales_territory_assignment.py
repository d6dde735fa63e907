from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import regions


class SalesTerritoryAssignment(models.Model):
    """To which territory of a model a customer's address or a lead belongs, and why.

    The rules write these rows as sets; a row chosen by a person is left alone by them. The rows of an archived model
    stay, so that its activation can be undone.
    """

    _name = "sales.territory.assignment"
    _description = "Territory Assignment"
    _order = "id desc"
    _log_access = False
    _rec_name = "territory_id"

    model_id = fields.Many2one("sales.territory.model", required=True, readonly=True, ondelete="cascade")
    territory_id = fields.Many2one("sales.territory", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Address", readonly=True, ondelete="cascade")
    customer_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Customer")
    lead_id = fields.Many2one("crm.lead", "Lead or Opportunity", readonly=True, ondelete="cascade")
    cause = fields.Selection(
        [("rule", "Rule"), ("inherited", "Follows the Customer"), ("manual", "Chosen by a Person")],
        required=True,
        readonly=True,
        default="rule",
    )
    rule_id = fields.Many2one("sales.territory.rule", readonly=True, ondelete="set null")
    is_tie = fields.Boolean(
        "Tie", readonly=True, help="Several territories had the same claim. Choose one, or change their sequence."
    )
    facts = fields.Json(readonly=True)
    date = fields.Datetime("Since", readonly=True)
    user_id = fields.Many2one("res.users", "Chosen By", readonly=True, ondelete="set null")
    reason = fields.Char(readonly=True)
    explanation = fields.Text(compute="_compute_explanation", compute_sudo=True)
    tied_ids = fields.Many2many("sales.territory", string="Same Claim", compute="_compute_tied_ids", compute_sudo=True)

    _one_record = models.Constraint(
        "CHECK (num_nonnulls(partner_id, lead_id) = 1)", "A territory is assigned to an address or to a lead."
    )
    _partner_uniq = models.UniqueIndex("(partner_id, model_id) WHERE partner_id IS NOT NULL")
    _lead_uniq = models.UniqueIndex("(lead_id, model_id) WHERE lead_id IS NOT NULL")
    _tie_idx = models.Index("(model_id) WHERE is_tie")
    _manual_idx = models.Index("(model_id) WHERE cause = 'manual'")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("partner_id", "lead_id", "territory_id")
    def _compute_display_name(self):
        for row in self:
            record = row.partner_id or row.lead_id
            row.display_name = f"{record.display_name}: {row.territory_id.display_name}"

    @api.depends("cause", "rule_id", "facts", "user_id", "reason", "is_tie")
    def _compute_explanation(self):
        for row in self:
            lines = [row._explain_cause(), self._describe_facts(row.facts)]
            if row.is_tie:
                names = self.env._(", ").join(row.tied_ids.mapped("display_name"))
                lines.append(self.env._("Tie: the same claim have %s. Somebody has to choose.", names))
            row.explanation = "\n".join(filter(None, lines))

    def _explain_cause(self):
        self.ensure_one()
        if self.cause == "manual":
            return self.env._(
                "Chosen by %(person)s: %(reason)s",
                person=self.user_id.name,
                reason=self.reason or self.env._("no reason"),
            )
        if self.cause == "inherited":
            return self.env._("Follows its customer.")
        return self.env._("Rule: %s", self.rule_id.summary) if self.rule_id else ""

    @api.model
    def _describe_facts(self, facts):
        """Return in words what a decision read.

        :param dict facts: `tools.territory.Facts.as_json`, empty for a choice of a person
        """
        facts = facts or {}
        models_of = {"country": "res.country", "state": "res.country.state", "industry": "res.partner.industry"}
        known = {name: self.env[model].browse(facts.get(name)).exists().name for name, model in models_of.items()}
        known["city"] = regions.region_name(facts.get("city", ""))
        known["size"] = self.env._("%s employees", facts["size"]) if facts.get("size") else ""
        parts = [known["country"], known["state"], known["city"], facts.get("zip"), known["industry"], known["size"]]
        words = list(dict.fromkeys(filter(None, parts)))
        return self.env._("Facts: %s", " · ".join(words)) if words else ""

    @api.depends("is_tie", "territory_id", "model_id")
    def _compute_tied_ids(self):
        for row in self:
            decision = (
                row._get_record()._decide_territories(row.model_id).get(row._get_record().id) if row.is_tie else None
            )
            row.tied_ids = [decision.territory, *decision.tied] if decision else []

    def _get_record(self):
        self.ensure_one()
        return self.partner_id or self.lead_id

    # ------------------------------------------------------------
    # CHOICE OF A PERSON
    # ------------------------------------------------------------

    def action_choose(self):
        """Open the dialog in which a person chooses the territory of these records."""
        return self._get_record()._get_territory_choice_action()

    @api.model
    def _check_may_choose(self, records, territory):
        """Refuse a person who leads neither side; managers of all leads and operations may choose anywhere.

        :param records: customers' addresses or leads
        :param territory: the wanted territory, empty to follow the rules again
        """
        if territory and territory.model_id.state != "active":
            raise UserError(
                self.env._("“%s” belongs to a model that is not active. Choose an active territory.", territory.name)
            )
        if self.env.su or self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            return
        concerned = records.sudo()._get_territories() | territory.sudo()  # sudo: who leads a territory is no secret
        if not concerned or any(self.env.user not in each.responsible_ids for each in concerned):
            raise AccessError(
                self.env._(
                    "Only a sales manager, or who leads both territories, may choose the territory of “%s”. "
                    "Ask the manager of the territory.",
                    records[:1].display_name,
                )
            )

    def _choose(self, records, territory, reason):
        """Write the choice of the current user; the caller has checked it. Runs as superuser."""
        column = records._territory_column
        rows = self.search([(column, "in", records.ids), ("model_id", "=", territory.model_id.id)])
        vals = {
            "territory_id": territory.id,
            "cause": "manual",
            "rule_id": False,
            "is_tie": False,
            "facts": False,
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "reason": reason,
        }
        rows.write(vals)
        missing = records - rows._get_records(column)
        self.create([{**vals, "model_id": territory.model_id.id, column: record.id} for record in missing])

    def _get_records(self, column):
        return self[column]

    def _release(self, records):
        """Forget the choices of people on these records in the active models; the rules decide again."""
        chosen = [(records._territory_column, "in", records.ids), ("cause", "=", "manual")]
        self.search([*chosen, ("model_id.state", "=", "active")]).unlink()

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class SalesTerritoryModel(models.Model):
    """Putting a model in force, with approval where a rule asks for one; taking that back; ending a model."""

    _inherit = "sales.territory.model"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_preview(self):
        """Open what would move."""
        self.ensure_one()
        preview = self.env["sales.territory.preview"].create({"model_id": self.id})
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_core.sales_territory_preview_action")
        return action | {"res_id": preview.id}

    def action_activate(self):
        """Put this model in force in the place of the active one; ask for approval first, where a rule says so.

        :return: id of the pending `sales.approval`, True when the model is active
        """
        self.ensure_one()
        self._check_may_manage()
        self._check_can_activate()
        rules = self.env["sales.approval.rule"].sudo()  # sudo: rules bind people who may not read them
        if rules.search_count([("model", "=", self._name)], limit=1):
            amount = self.simulate()["totals"]["amount"]
            if self._find_approval_rule("territory", amount):
                return self._request_activation(amount).id
        self.sudo()._activate()  # sudo: the rules write all records; the caller is checked
        return True

    def action_restore_previous(self):
        """Take the activation back: the model before is in force again, with its assignments."""
        self.ensure_one()
        self._check_may_manage()
        self._check_active()
        if not self.previous_id:
            raise UserError(self.env._("No model was active before “%s”. Archive it instead.", self.name))
        self._check_approval_unlocked()
        self.previous_id.sudo()._put_in_force()  # sudo: as in `action_activate`
        return True

    def action_archive_model(self):
        """End this model; what belonged to its territories stays readable, and new records get none."""
        self._check_may_manage()
        self._check_approval_unlocked()
        self.filtered(lambda model: model.state != "archived")._retire()
        return True

    def action_copy(self):
        """Open a new plan that begins as a copy of this model."""
        self.ensure_one()
        self._check_may_manage()
        plan = self.copy()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": plan.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _check_can_activate(self):
        if self.state == "active":
            raise UserError(self.env._("“%s” is active already. Run its rules instead.", self.name))
        if not any(territory.rule_ids for territory in self.territory_ids):
            raise UserError(self.env._("“%s” has no rules, so it would take nothing. Add rules first.", self.name))
        self._check_approval_unlocked()

    def _check_open(self):
        super()._check_open()
        self._check_approval_unlocked()

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _get_approval_protected_fields(self):
        return {"state", "territory_ids", "company_id"}

    def _get_approval_details(self):
        totals = self.sudo()._simulate()["totals"]  # sudo: the approver reads what would move, nothing else
        return self.env._(
            "%(customers)s customers, %(leads)s leads and %(opportunities)s open deals (%(amount)s) would move.",
            customers=totals["customers"],
            leads=totals["leads"],
            opportunities=totals["opportunities"],
            amount=self.currency_id.format(totals["amount"]),
        )

    def _request_activation(self, amount):
        return self._request_approval(
            lambda plan: plan.env._("Activation of the territories “%s”", plan.name),
            reason=self.note,
            amount=amount,
            currency=self.currency_id,
            topic="territory",
        )

    def _resubmit_approval(self, approval):
        self.action_activate()
        return True

    def _after_approval_granted(self, approval):
        super()._after_approval_granted(approval)
        if approval.topic == "territory":
            self._activate()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_in_force(self):
        """Return the active model of the company."""
        return self.search([("company_id", "=", self.company_id.id), ("state", "=", "active")])

    def _activate(self):
        """Replace the active model. Superuser only."""
        before = self._get_in_force()
        if not self._has_assignments():
            self.env.flush_all()
            for kind in ("partner", "lead"):
                self.env.cr.execute(self._keep_choices_sql(kind, before))
        if before:
            self.previous_id = before
        self._put_in_force()

    def _put_in_force(self):
        self._get_in_force()._retire()
        self.env.flush_all()
        self.write({"state": "active", "activated_at": fields.Datetime.now(), "archived_at": False})
        self._note_rules_changed()
        self._run_all()

    def _retire(self):
        self.write({"state": "archived", "archived_at": fields.Datetime.now()})
        self._note_rules_changed()

    # ------------------------------------------------------------
    # WRITE-SIDE SQL
    # ------------------------------------------------------------

    def _keep_choices_sql(self, kind, before):
        """Take choices of people over from the model before, where this one has the same territory."""
        return SQL(
            """
            INSERT INTO sales_territory_assignment (
                   model_id, territory_id, %(column)s, cause, is_tie, date, user_id, reason)
            SELECT %(model)s, kept.territory_id, kept.id, 'manual', FALSE, line.date, line.user_id, line.reason
              FROM (%(kept)s) AS kept JOIN sales_territory_assignment AS line
                ON line.%(column)s = kept.id AND line.model_id = %(before)s
            """,
            column=SQL.identifier(f"{kind}_id"),
            model=self.id,
            kept=self._kept_sql(kind, before),
            before=before.id or 0,
        )

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.sales_cloud_core.tools.money import split_exact

from ..tools import amending
from ..tools.instalments import PlanError
from .sales_contract import LOOSE_STATES


class SalesContract(models.Model):
    """The collection plan of a contract: its instalments always make its total."""

    _inherit = "sales.contract"

    collection_template_id = fields.Many2one(
        "sales.collection.template",
        "Plan Template",
        compute="_compute_collection_template_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        ondelete="set null",
    )
    collection_ids = fields.One2many("sales.collection", "contract_id", "Collection Plan")
    amount_planned = fields.Monetary(
        readonly=True, copy=False, help="Total of the instalments, as checked when they were last saved."
    )
    amount_unplanned = fields.Monetary("Plan Difference", compute="_compute_amount_unplanned")
    amount_invoiced = fields.Monetary("Invoiced", compute="_compute_progress", store=True)
    amount_paid = fields.Monetary("Collected", compute="_compute_progress", store=True)
    amount_waived = fields.Monetary("Waived", compute="_compute_progress", store=True)
    amount_residual = fields.Monetary("To Collect", compute="_compute_progress", store=True)
    paid_percent = fields.Float("Collected (%)", compute="_compute_paid_percent")
    amount_overdue = fields.Monetary("Overdue", compute="_compute_overdue")

    _plan_makes_total = models.Constraint(
        "CHECK (state IN ('draft', 'approval', 'void') OR amount_planned = amount_total)",
        "The instalments of a contract always total the contract amount.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("type_id")
    def _compute_collection_template_id(self):
        for contract in self:
            contract.collection_template_id = contract.type_id.collection_template_id or contract.collection_template_id

    @api.depends("collection_ids.amount", "amount_total")
    def _compute_amount_unplanned(self):
        for contract in self:
            planned = sum(contract.collection_ids.mapped("amount"))
            contract.amount_unplanned = contract.currency_id.round(contract.amount_total - planned)

    @api.depends(
        "amount_total",
        "collection_ids.amount",
        "collection_ids.amount_invoiced",
        "collection_ids.amount_paid",
        "collection_ids.amount_waived",
    )
    def _compute_progress(self):
        for contract in self:
            plan = contract.collection_ids
            contract.amount_invoiced = contract.currency_id.round(sum(plan.mapped("amount_invoiced")))
            contract.amount_paid = contract.currency_id.round(sum(plan.mapped("amount_paid")))
            contract.amount_waived = contract.currency_id.round(sum(plan.mapped("amount_waived")))
            contract.amount_residual = contract.currency_id.round(
                contract.amount_total - contract.amount_paid - contract.amount_waived
            )

    @api.depends("amount_paid", "amount_total")
    def _compute_paid_percent(self):
        for contract in self:
            contract.paid_percent = 100 * contract.amount_paid / contract.amount_total if contract.amount_total else 0.0

    @api.depends("collection_ids.is_overdue", "collection_ids.amount_residual")
    @api.depends_context("tz")
    def _compute_overdue(self):
        for contract in self:
            overdue = contract.collection_ids.filtered("is_overdue")
            contract.amount_overdue = sum(overdue.mapped("amount_residual"))

    # ------------------------------------------------------------
    # PLANNING
    # ------------------------------------------------------------

    def action_plan(self, template_id=None):
        """Lay the contract out in instalments.

        A draft is planned anew by its template. Later, instalments that are invoiced, paid or waived stay as they
        are; the rest is laid out by ``template_id`` when given, else spread over the open instalments.

        :param template_id: id of a `sales.collection.template`; on a draft it becomes the contract's own
        :return: True
        :raise UserError: no template, or what is kept exceeds the total
        """
        self.check_access("write")
        template = self.env["sales.collection.template"].browse(template_id)
        for contract in self:
            contract._check_plannable(template)
            if template:
                contract.collection_template_id = template
            if contract.state == "draft" or template:
                contract._plan_from_template(contract.collection_template_id)
            else:
                contract._spread_over_open()
        return True

    def _check_plannable(self, template):
        if self.state in ("done", "terminated", "approval", "void"):
            raise UserError(self.env._("The plan of contract %s cannot change in this state.", self.display_name))
        if self.state == "draft" and not (template or self.collection_template_id):
            raise UserError(self.env._("Choose a collection plan template on contract %s first.", self.display_name))

    def _plan_from_template(self, template):
        """Replace what is still open by the template's instalments of the rest."""
        kept = self.collection_ids.filtered("is_kept")
        rest = self.currency_id.round(self.amount_total - sum(kept.mapped("amount")))
        amounts = template._get_amounts(rest, self.currency_id.rounding) if rest or not kept else []
        lines = template.line_ids[: len(amounts)]._prepare_collection_vals()
        first = max(kept.mapped("sequence"), default=0)
        commands = [Command.delete(line.id) for line in self.collection_ids - kept]
        commands += [
            Command.create({**vals, "sequence": first + vals["sequence"], "amount": amount})
            for vals, amount in zip(lines, amounts, strict=True)
        ]
        self.write({"collection_ids": commands})
        self.collection_ids._update_due_dates()

    def _spread_over_open(self):
        plan = self.collection_ids
        try:
            amounts = amending.amend_amounts(
                self.amount_total,
                [(line.amount, line.amount if line.is_kept else 0.0) for line in plan],
                amending.SPREAD,
                split_exact,
                self.currency_id.rounding,
            )
        except PlanError as error:
            raise UserError(
                self.env._(
                    "Contract %(name)s is already invoiced or paid beyond its total by %(amount)s. "
                    "Credit an invoice first.",
                    name=self.display_name,
                    amount=self.currency_id.format(error.amount),
                )
            ) from error
        commands = [Command.update(line.id, {"amount": amount}) for line, amount in zip(plan, amounts, strict=False)]
        if len(amounts) > len(plan):
            commands.append(Command.create({"name": self.env._("Balance"), "amount": amounts[-1]}))
        self.write({"collection_ids": commands})

    # ------------------------------------------------------------
    # THE PLAN MAKES THE TOTAL
    # ------------------------------------------------------------

    @api.constrains("collection_ids", "state")
    def _check_saved_plan(self):
        self.filtered(lambda contract: contract.state not in LOOSE_STATES)._check_plan_total()

    def _check_plan_total(self):
        for contract in self:
            if not contract.currency_id.is_zero(contract.amount_unplanned):
                raise ValidationError(
                    self.env._(
                        "The instalments of contract %(name)s total %(planned)s, but the contract amounts to "
                        "%(total)s. Change an instalment by %(difference)s, or plan again.",
                        name=contract.display_name,
                        planned=contract.currency_id.format(contract.amount_total - contract.amount_unplanned),
                        total=contract.currency_id.format(contract.amount_total),
                        difference=contract.currency_id.format(contract.amount_unplanned),
                    )
                )

    def _check_plan_at_end(self):
        """Judge the plans when the transaction is complete: a form saves instalments one by one."""
        pending = self.env.cr.precommit.data.setdefault("sales_cloud_contracts.plans", set())
        if not pending:
            # sudo: a total is judged over all instalments, also those that their writer may not see
            self.env.cr.precommit.add(self.env(su=True)["sales.contract"]._process_pending_plans)
        pending.update(self.ids)

    @api.model
    def _process_pending_plans(self):
        pending = self.env.cr.precommit.data.pop("sales_cloud_contracts.plans", set())
        self.browse(pending).exists()._sync_plan_total()

    def _sync_plan_total(self):
        """Record the total of the instalments, which the database compares with the contract's."""
        self.filtered(lambda contract: contract.state not in LOOSE_STATES)._check_plan_total()
        for contract in self:
            planned = contract.currency_id.round(sum(contract.collection_ids.mapped("amount")))
            if contract.currency_id.compare_amounts(planned, contract.amount_planned):
                contract.amount_planned = planned

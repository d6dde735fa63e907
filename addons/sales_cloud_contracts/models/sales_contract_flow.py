from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import flow as tools
from .sales_contract import LOOSE_STATES

ICONS = {
    "contract": "fa-pencil-square-o",
    "order": "fa-shopping-cart",
    "deliver": "fa-truck",
    "accept": "fa-thumbs-o-up",
    "invoice": "fa-file-text-o",
    "receive": "fa-money",
}

SETTLING = ("invoice", "receive")

FLOW_DEPENDS = (
    "flow_id",
    "state",
    "amount_total",
    "amount_invoiced",
    "amount_paid",
    "amount_waived",
    "order_ids.amount_total",
    "order_ids.state",
    "line_ids.amount_delivered",
    "line_ids.amount_accepted",
)


class SalesContract(models.Model):
    """How far a contract is on its flow, and what is missing for the next step."""

    _inherit = "sales.contract"

    flow_id = fields.Many2one(
        "sales.flow",
        "Transaction Flow",
        compute="_compute_flow_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        ondelete="restrict",
        help="In which order this contract is ordered, delivered, invoiced and paid.",
    )
    is_framework = fields.Boolean(related="flow_id.is_framework")
    delivered_percent = fields.Float("Delivered (%)", compute="_compute_flow", compute_sudo=True)
    flow_summary = fields.Char("Progress", compute="_compute_flow", compute_sudo=True)
    flow_next = fields.Char("Next Step", compute="_compute_flow", compute_sudo=True)
    flow_picture = fields.Html(
        "Picture of the Flow", compute="_compute_flow_picture", compute_sudo=True, sanitize=False, exportable=False
    )

    @api.depends("type_id")
    def _compute_flow_id(self):
        for contract in self:
            contract.flow_id = contract.type_id.flow_id or contract.flow_id or contract._get_default_flow()

    def _get_default_flow(self):
        Flow = self.env["sales.flow"]
        return Flow.search(Flow._check_company_domain(self.company_id or self.env.company), limit=1)

    # ------------------------------------------------------------
    # HOW FAR
    # ------------------------------------------------------------

    def _get_flow_percents(self):
        """Return how far each kind of step is, in two queries for any number of contracts.

        :return: {contract: {kind: percent}}
        """
        ordered = self._get_ordered_totals()
        delivered = self._get_delivery_totals()
        return {
            contract: contract._get_step_percents(ordered.get(contract), delivered.get(contract)) for contract in self
        }

    def _get_ordered_totals(self):
        """Return {contract: (total of the confirmed orders, number of orders)}, tax included."""
        rows = self.env["sale.order"]._read_group(
            [("contract_id", "in", self.ids), ("state", "!=", "cancel")],
            ["contract_id", "state"],
            ["amount_total:sum", "__count"],
        )
        totals = {}
        for contract, state, amount, count in rows:
            confirmed, number = totals.get(contract, (0.0, 0))
            totals[contract] = (confirmed + (amount if state == "sale" else 0.0), number + count)
        return totals

    def _get_delivery_totals(self):
        """Return {contract: {kind: (done, whole)}} of the steps that deliver, untaxed."""
        rows = self.env["sales.contract.line"]._read_group(
            [("contract_id", "in", self.ids), ("price_subtotal", ">", 0)],
            ["contract_id"],
            ["price_subtotal:sum", "amount_delivered:sum", "amount_accepted:sum"],
        )
        return {
            contract: {"deliver": (delivered, whole), "accept": (accepted, whole)}
            for contract, whole, delivered, accepted in rows
        }

    def _get_step_percents(self, ordered, delivered):
        """Return {kind: percent} of one contract. A contract without orders is its own order."""
        is_signed = self.state not in LOOSE_STATES
        confirmed, number = ordered or (0.0, 0)
        to_collect = self.currency_id.round(self.amount_total - self.amount_waived)
        is_own_order = is_signed and not number and not self.is_framework
        percents = {
            "contract": tools.WHOLE if is_signed else 0.0,
            "order": tools.WHOLE if is_own_order else tools.percent_of(confirmed, self.amount_total),
            "invoice": tools.percent_of(self.amount_invoiced, to_collect),
            "receive": tools.percent_of(self.amount_paid, to_collect),
        }
        nothing = (0.0, 0.0 if is_signed else 1.0)
        totals = delivered or {"deliver": nothing, "accept": nothing}
        return percents | {kind: tools.percent_of(*done_of_whole) for kind, done_of_whole in totals.items()}

    def _judge_flow(self):
        """Return {contract: list of `tools.flow.Progress`} along the steps of its flow."""
        percents = self._get_flow_percents()
        return {contract: tools.judge(contract.flow_id._get_steps(), percents[contract]) for contract in self}

    @api.depends(*FLOW_DEPENDS)
    @api.depends_context("lang")
    def _compute_flow(self):
        percents = self._get_flow_percents()
        for contract in self:
            progress = tools.judge(contract.flow_id._get_steps(), percents[contract])
            following = contract._get_next_step(progress)
            contract.delivered_percent = percents[contract].get("deliver", 0.0)
            contract.flow_summary = " · ".join(map(self._get_progress_label, tools.begun(progress)))
            contract.flow_next = contract._get_step_hint(following) if following else False

    def _get_next_step(self, progress):
        """Return the step that comes next, None where none does: a contract that ended early is only settled."""
        if self.state == "void":
            return None
        if self.state == "terminated":
            progress = [step for step in progress if step.kind in SETTLING]
        return tools.next_step(progress)

    def _get_progress_label(self, step):
        """Say how far a step is."""
        labels = {
            "contract": self.env._("Signed"),
            "order": self.env._("Ordered %.0f %%", step.percent),
            "deliver": self.env._("Delivered %.0f %%", step.percent),
            "accept": self.env._("Accepted %.0f %%", step.percent),
            "invoice": self.env._("Invoiced %.0f %%", step.percent),
            "receive": self.env._("Collected %.0f %%", step.percent),
        }
        return labels[step.kind]

    def _get_step_hint(self, step):
        """Say what to do for a step, or what it waits for."""
        if self.state == "suspended":
            return self.env._("The contract is suspended. Resume it to go on.")
        if step.state == tools.BLOCKED:
            return self._get_wait_hint(step)
        hints = {
            "contract": self._get_signing_hint(),
            "order": self.env._("Call an order off.") if self.is_framework else self.env._("Confirm the order."),
            "deliver": self.env._("Deliver, and record what was delivered."),
            "accept": self.env._("Let the customer accept what was delivered."),
            "invoice": self.env._("Finance invoices the next instalment."),
            "receive": self.env._("Collect what is due."),
        }
        return hints[step.kind]

    def _get_signing_hint(self):
        """Say what is missing for the signature."""
        if self.state == "approval" and self.approval_state != "approved":
            return self.env._("Wait for the approval.")
        if self.state == "draft" and self.needs_approval:
            return self.env._("Submit the contract for approval.")
        return self.env._("Sign the contract.")

    def _get_wait_hint(self, step):
        labels = dict(self.env["sales.flow.step"]._fields["kind"]._description_selection(self.env))
        row = self.flow_id.step_ids.filtered(lambda row: row.kind == step.kind)
        return self.env._(
            "%(step)s waits for %(before)s, which is not far enough yet.",
            step=labels[row.kind],
            before=labels[row.after_kind],
        )

    @api.depends(*FLOW_DEPENDS)
    @api.depends_context("lang")
    def _compute_flow_picture(self):
        labels = dict(self.env["sales.flow.step"]._fields["kind"]._description_selection(self.env))
        for contract, progress in self._judge_flow().items():
            following = contract._get_next_step(progress)
            values = {
                "steps": [(step, labels[step.kind], ICONS[step.kind]) for step in progress],
                "following": following,
                "hint": contract._get_step_hint(following) if following else "",
            }
            template = "sales_cloud_contracts.sales_contract_flow_picture"
            contract.flow_picture = self.env["ir.qweb"]._render(template, values) if progress else False

    # ------------------------------------------------------------
    # HOW FAR IT MAY GO
    # ------------------------------------------------------------

    def _get_allowed_percent(self, kind):
        """Return up to how many percent the flow lets a kind of step go now, and the step it waits for."""
        self.ensure_one()
        # sudo: how far a contract is does not depend on who may see its orders
        contract = self.sudo()
        step = contract.flow_id.step_ids.filtered(lambda row: row.kind == kind)
        if not step:
            return tools.WHOLE, step
        return tools.allowed_percent(step._to_tool(), contract._get_flow_percents()[contract]), step

    def _check_flow(self, kind, percent):
        """Refuse a step that would be ``percent`` done, where the flow does not let it go so far.

        :raise UserError: says which step has to be before it
        """
        allowed, step = self._get_allowed_percent(kind)
        if percent <= allowed + tools.TOLERANCE:
            return
        labels = dict(step._fields["kind"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "Contract %(contract)s follows “%(flow)s”: %(step)s may be at %(allowed).0f %% now, as %(before)s is "
                "not further. It would be at %(percent).0f %%.",
                contract=self.display_name,
                flow=step.flow_id.name,
                step=labels[kind],
                before=labels[step.after_kind],
                allowed=allowed,
                percent=percent,
            )
        )

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import flow as tools


class SalesFlow(models.Model):
    """In which order a transaction runs: contract, order, delivery, acceptance, invoice, receipt.

    Each step says what must be before it and whether it is pushed forward by itself. A contract follows the flow of its
    type; the picture on the contract shows how far each step is and what is missing for the next one.
    """

    _name = "sales.flow"
    _description = "Transaction Flow"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    description = fields.Text("When to Use It", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to offer the flow in every company.")
    is_framework = fields.Boolean(
        "Call-Off Orders", help="The contract sets quantities and prices; orders call parts of it off later."
    )
    step_ids = fields.One2many("sales.flow.step", "flow_id", "Steps", copy=True)
    summary = fields.Char("In Short", compute="_compute_summary")

    @api.depends("step_ids.kind", "step_ids.sequence")
    @api.depends_context("lang")
    def _compute_summary(self):
        labels = dict(self.env["sales.flow.step"]._fields["kind"]._description_selection(self.env))
        for flow in self:
            flow.summary = " → ".join(labels[step.kind] for step in flow.step_ids if step.kind)

    @api.constrains("step_ids")
    def _check_steps(self):
        for flow in self:
            kinds = flow.step_ids.mapped("kind")
            if "contract" not in kinds:
                raise ValidationError(
                    self.env._("The flow “%s” has no contract step. Add it: everything else refers to it.", flow.name)
                )
            missing = set(filter(None, flow.step_ids.mapped("after_kind"))) - set(kinds)
            if missing:
                labels = dict(flow.step_ids._fields["kind"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "A step of the flow “%(flow)s” waits for “%(step)s”, which the flow does not have. "
                        "Add that step or choose another one.",
                        flow=flow.name,
                        step=labels[min(missing)],
                    )
                )
            if tools.loops(flow._get_steps()):
                raise ValidationError(
                    self.env._(
                        "Steps of the flow “%s” wait for each other, so none of them could begin. "
                        "Let one of them begin at any time.",
                        flow.name,
                    )
                )

    def _get_steps(self):
        """Return the steps in the form that `tools.flow` judges."""
        return [step._to_tool() for step in self.step_ids]

    def _is_automatic(self, kind):
        return any(step.is_automatic for step in self.step_ids if step.kind == kind)

    def _has_step(self, kind):
        return kind in self.step_ids.mapped("kind")

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.sales_cloud_core.tools.money import split_exact

from ..tools import amending, versions
from ..tools.fingerprint import fingerprint
from ..tools.instalments import PlanError


class SalesContractAmendment(models.Model):
    """How the plan is laid out again: what is invoiced or paid stays, the open rest makes the new total."""

    _inherit = "sales.contract.amendment"

    changes = fields.Html(compute="_compute_changes", sanitize=False, exportable=False)
    plan_refusal = fields.Char(compute="_compute_changes", help="Why the plan cannot make the new total.")

    @api.depends(
        "line_ids.name",
        "line_ids.price_total",
        "line_ids.quantity",
        "date_start",
        "date_end",
        "note",
        "plan_way",
        "collection_template_id",
        "date_due_extra",
        "version_id",
        "contract_id.collection_ids.amount",
    )
    @api.depends_context("lang")
    def _compute_changes(self):
        for amendment in self:
            amendment.changes = amendment.plan_refusal = False
            try:
                amendment.changes = amendment.contract_id._render_changes(amendment._get_changes())
            except UserError as error:
                amendment.plan_refusal = str(error)

    def _get_changes(self):
        """Return the list of `tools.versions.Change` that this amendment makes, or made."""
        self.ensure_one()
        contract = self.contract_id
        if self.version_id:
            return versions.compare(self._get_former_version().snapshot, self.version_id.snapshot)
        if self.state == "cancelled" or (self.plan_way == "template" and not self.collection_template_id):
            return []
        proposal = {
            "facts": contract._prepare_facts(self),
            "lines": [line._prepare_snapshot() for line in self.line_ids],
            "plan": self._prepare_plan_snapshot(),
        }
        return versions.compare(contract._prepare_snapshot(), proposal)

    def _get_fingerprint(self):
        """Return a sign of what the amendment says, in whichever language it is read."""
        self.ensure_one()
        amendment = self.with_context(lang=None)
        rows = [sorted(line._prepare_snapshot().items()) for line in amendment.line_ids]
        return fingerprint(
            amendment.contract_id._prepare_facts(amendment), rows, self.plan_way, str(self.date_effective)
        )

    def _get_plan(self):
        """Return the plan as it shall be: a list of (instalment or empty, values); no plan is written.

        :raise UserError: more is invoiced, paid or waived than the new total
        """
        self.ensure_one()
        # sudo: what is invoiced and paid limits the plan, whether or not the caller may see it
        plan = self.sudo().contract_id.collection_ids.sorted(lambda line: (line.sequence, line.id))
        fixed = [line._get_amount_fixed() for line in plan]
        if self.plan_way == "template":
            return self._get_plan_by_template(plan, fixed)
        amounts = self._replan(list(zip(plan.mapped("amount"), fixed, strict=True)), self.plan_way)
        rows = [(line, {"amount": amount}) for line, amount in zip(plan, amounts, strict=False)]
        if len(amounts) > len(plan):
            rows.append((plan.browse(), self._prepare_extra_vals(plan, amounts[-1])))
        return rows

    def _replan(self, instalments, way):
        rounding = self.currency_id.rounding
        total = self.currency_id.round(self.amount_total)
        try:
            return amending.amend_amounts(total, instalments, way, split_exact, rounding)
        except PlanError as error:
            raise UserError(
                self.env._(
                    "The new total of %(total)s is %(amount)s below what is already invoiced, paid or waived on "
                    "contract %(name)s. Have finance credit an invoice or refund a payment first, or raise the new "
                    "total.",
                    total=self.currency_id.format(total),
                    amount=self.currency_id.format(error.amount),
                    name=self.contract_id.display_name,
                )
            ) from error

    def _get_plan_by_template(self, plan, fixed):
        """Cut the instalments down to what is fixed, and lay the rest out by the template."""
        kept = [(line, {"amount": amount}) for line, amount in zip(plan, fixed, strict=True)]
        rest = sum(self._replan([(amount, amount) for amount in fixed], amending.EXTRA)[len(fixed) :])
        if not rest:
            return kept
        template = self.collection_template_id
        amounts = template._get_amounts(rest, self.currency_id.rounding)
        first = max(plan.mapped("sequence"), default=0)
        vals_list = template.line_ids[: len(amounts)]._prepare_collection_vals()
        return kept + [
            (plan.browse(), {**vals, "sequence": first + vals["sequence"], "amount": amount})
            for vals, amount in zip(vals_list, amounts, strict=True)
        ]

    def _prepare_extra_vals(self, plan, amount):
        return {
            "name": self.name,
            "sequence": max(plan.mapped("sequence"), default=0) + 1,
            "due_base": "fixed",
            "due_fixed_date": self.date_due_extra,
            "date_due": self.date_due_extra,
            "amount": amount,
        }

    def _prepare_plan_commands(self):
        """Return the commands that lay the contract's plan out anew; instalments of which nothing is left go."""
        commands = []
        for line, vals in self._get_plan():
            if not line:
                commands.append(Command.create(vals))
            elif self.currency_id.is_zero(vals["amount"]) and not line.is_kept:
                commands.append(Command.delete(line.id))
            elif self.currency_id.compare_amounts(vals["amount"], line.amount):
                commands.append(Command.update(line.id, vals))
        return commands

    def _prepare_plan_snapshot(self):
        """Return the plan as it shall be, as `tools.versions` compares it."""
        rows = []
        for index, (line, vals) in enumerate(self._get_plan()):
            if self.currency_id.is_zero(vals["amount"]) and not line.is_kept:
                continue
            snapshot = line._prepare_snapshot() if line else self._prepare_new_plan_snapshot(index, vals)
            rows.append({**snapshot, "amount": vals["amount"]})
        return rows

    def _prepare_new_plan_snapshot(self, index, vals):
        return {
            "key": f"new-{index}",
            "name": vals["name"],
            "date_due": fields.Date.to_string(vals.get("date_due")) or None,
            **{name: vals.get(name) for name in ("due_base", "due_days", "due_month_end")},
        }

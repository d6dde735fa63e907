from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import versions
from .sales_contract_amendment import OPEN_STATES

AMENDABLE_STATES = ("signed", "running")
TOTALS = ("amount_untaxed", "amount_tax", "amount_total")


class SalesContract(models.Model):
    """A signed contract changes by amendments only, and every version of it stays readable."""

    _inherit = "sales.contract"

    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    version_ids = fields.One2many("sales.contract.version", "contract_id", "Versions")
    amendment_ids = fields.One2many("sales.contract.amendment", "contract_id", "Amendments")
    amendment_count = fields.Integer(compute="_compute_amendment_count")
    open_amendment_id = fields.Many2one("sales.contract.amendment", compute="_compute_amendment_count")

    @api.depends("amendment_ids.state")
    def _compute_amendment_count(self):
        for contract in self:
            contract.amendment_count = len(contract.amendment_ids)
            contract.open_amendment_id = contract.amendment_ids.filtered(lambda row: row.state in OPEN_STATES)[:1]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_amend(self):
        """Draft an amendment of this contract, or go on with the one that is under way.

        :return: action that opens it (its id is ``res_id``)
        :raise UserError: the contract is neither signed nor in force
        """
        self.ensure_one()
        self.check_access("write")
        amendment = self.open_amendment_id
        if not amendment:
            amendment = self.env["sales.contract.amendment"].create({"contract_id": self.id})
        return amendment._get_records_action(name=self.env._("Amendment"))

    @api.readonly
    def action_view_amendments(self):
        """Open the amendments of these contracts."""
        return self.amendment_ids._get_records_action(name=self.env._("Amendments"))

    def _check_amendable(self):
        for contract in self:
            if contract.state not in AMENDABLE_STATES:
                raise UserError(
                    self.env._(
                        "Contract %s is neither signed nor in force, so it is not amended. Change the draft itself, or "
                        "put a suspended contract in force first.",
                        contract.display_name,
                    )
                )

    def _prepare_amendment_vals(self):
        """Return an amendment that says what the contract says now."""
        return {
            "contract_id": self.id,
            "date_start": self.date_start,
            "date_end": self.date_end,
            "note": self.note,
            "line_ids": [Command.create({**line._prepare_priced_vals(), "line_id": line.id}) for line in self.line_ids],
        }

    def _next_amendment_number(self):
        # sudo: numbers go on, whichever amendments the caller may see
        taken = [int(amendment.name.rpartition("-")[2]) for amendment in self.sudo().amendment_ids]
        return f"{self.name}-{max(taken, default=0) + 1:02d}"

    # ------------------------------------------------------------
    # TAKING OVER
    # ------------------------------------------------------------

    def _get_being_amended(self):
        """Return the contracts that just now take over an amendment in force; their lines may change."""
        if not self:
            return super()._get_being_amended()
        amendments = self.env["sales.contract.amendment"].sudo()  # sudo: asked of whoever writes a contract
        in_progress = amendments.search(
            [("contract_id", "in", self.ids), ("state", "=", "applied"), ("version_id", "=", False)]
        )
        return self & in_progress.contract_id.with_env(self.env) | super()._get_being_amended()

    def _take_over(self, amendment):
        """Take the values of an amendment that comes in force; total and plan change in one write.

        The order matters to the database, which compares the plan with the total at every moment.
        """
        self.ensure_one()
        self._release_judged()
        if not self.version_ids:
            self._keep_version(self.date_signed)
        plan = amendment._prepare_plan_commands()
        order_lines = self._amend_orders(amendment)
        with self.env.protecting([self._fields[name] for name in TOTALS], self):
            self.write({"line_ids": self._prepare_line_commands(amendment, order_lines)})
        # sudo: totals and version follow from the amendment, whose being in force was checked
        self.sudo().write(
            {
                **{name: amendment[name] for name in TOTALS},
                "amount_planned": amendment.amount_total,
                "date_start": amendment.date_start,
                "date_end": amendment.date_end,
                "note": amendment.note,
                "version": self.version + 1,
                "collection_ids": plan,
            }
        )
        self._after_take_over(amendment)

    def _prepare_line_commands(self, amendment, order_lines):
        kept = amendment.line_ids.line_id
        commands = [Command.delete(line.id) for line in self.line_ids - kept]
        for line in amendment.line_ids:
            vals = line._prepare_contract_vals(order_lines.get(line, self.env["sale.order.line"]))
            commands.append(Command.update(line.line_id.id, vals) if line.line_id else Command.create(vals))
        return commands

    def _after_take_over(self, amendment):
        self._after_delivered()
        # sudo: which version it made follows from its being in force
        amendment.sudo().version_id = self._keep_version(amendment.date_effective, amendment)
        self._message_log(body=self.env._("Amendment %s is in force.", amendment._get_html_link()))
        self._book_credit(amendment.date_effective)

    # ------------------------------------------------------------
    # VERSIONS
    # ------------------------------------------------------------

    def _keep_version(self, date, amendment=None):
        """Keep what the contract says now as its present version."""
        # sudo: versions are kept for everybody and written by nobody
        return (
            self.env["sales.contract.version"]
            .sudo()
            .create(
                {
                    "contract_id": self.id,
                    "number": self.version,
                    "amendment_id": amendment.id if amendment else False,
                    "date": date,
                    "amount_untaxed": self.amount_untaxed,
                    "amount_total": self.amount_total,
                    "date_start": self.date_start,
                    "date_end": self.date_end,
                    "snapshot": self._prepare_snapshot(),
                }
            )
        )

    def _prepare_snapshot(self):
        """Return what the contract says now, as `tools.versions` keeps it."""
        self.ensure_one()
        return {
            "facts": self._prepare_facts(self),
            "lines": [line._prepare_snapshot() for line in self.line_ids],
            "plan": [line._prepare_snapshot() for line in self.collection_ids],
        }

    @api.model
    def _prepare_facts(self, document):
        """Return the facts of a contract or of an amendment, which have the same fields."""
        facts = {name: document.currency_id.round(document[name]) for name in TOTALS}
        return facts | {
            "date_start": fields.Date.to_string(document.date_start) or None,
            "date_end": fields.Date.to_string(document.date_end) or None,
            "note": str(document.note or "") or None,
        }

    # ------------------------------------------------------------
    # DIFFERENCES IN WORDS
    # ------------------------------------------------------------

    def _describe_changes(self, changes):
        """Return the rows (what, before, after) in words and money of a list of `tools.versions.Change`."""
        rows = []
        for change in changes:
            what = " · ".join(filter(None, [change.name, self._get_change_label(change)]))
            before, after = (self._format_value(change.field, value) for value in (change.before, change.after))
            rows.append({"what": what, "kind": change.kind, "before": before, "after": after})
        return rows

    def _get_change_label(self, change):
        if change.kind != versions.CHANGED:
            return {
                ("lines", versions.ADDED): self.env._("New line"),
                ("lines", versions.REMOVED): self.env._("Line left out"),
                ("plan", versions.ADDED): self.env._("New instalment"),
                ("plan", versions.REMOVED): self.env._("Instalment left out"),
            }[change.section, change.kind]
        labels = {
            "date_start": self.env._("Start"),
            "date_end": self.env._("End"),
            "amount_untaxed": self.env._("Untaxed amount"),
            "amount_tax": self.env._("Taxes"),
            "amount_total": self.env._("Total"),
            "note": self.env._("Terms and conditions"),
            "name": self.env._("Description"),
            "quantity": self.env._("Quantity"),
            "unit": self.env._("Unit"),
            "price_unit": self.env._("Unit price"),
            "discount": self.env._("Discount (%)"),
            "taxes": self.env._("Taxes"),
            "amount": self.env._("Amount"),
            "date_due": self.env._("Due"),
        }
        return labels[change.field]

    def _format_value(self, name, value):
        if value is None or value is False:
            return "–"
        if name.startswith("amount") or name == "price_unit":
            return self.currency_id.format(value)
        if name == "note":
            return self.env._("see the terms")
        if name.startswith("date"):
            return self.env["ir.qweb.field.date"].value_to_html(value, {})
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _render_changes(self, changes):
        values = {"rows": self._describe_changes(changes)}
        return self.env["ir.qweb"]._render("sales_cloud_contracts.sales_contract_changes", values) if changes else False

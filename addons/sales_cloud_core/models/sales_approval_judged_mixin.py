import json

from odoo import models
from odoo.tools import json_default


class SalesApprovalMixin(models.AbstractModel):
    """What was approved stays as it was approved, or is approved anew."""

    _inherit = "sales.approval.mixin"

    def write(self, vals):
        result = super().write(vals)
        self._follow_judged_lines()
        return result

    def _follow_judged_lines(self):
        """See after a change, of the document or of its lines, whether it concerns what some request judged."""
        if self and self.env["sales.approval"]._get_judged_names(self._name):
            self._follow_judged_changes()

    def _follow_judged_changes(self):
        """Let the latest request of each topic see whether what it judged is still there."""
        # sudo: approvals bind people who may not read them
        approvals = (
            self.env["sales.approval"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    "|",
                    ("state", "=", "pending"),
                    ("is_binding", "=", True),
                ],
                order="id",
            )
        )
        latest = {(approval.res_id, approval.topic): approval for approval in approvals}
        for approval in latest.values():
            if approval.judged:
                # sudo: what was judged is compared, whatever of it the current user may see
                approval._follow_change(self.browse(approval.res_id).sudo())

    def _read_judged(self, names):
        """Return {name: value}, the values as JSON keeps them."""
        self.ensure_one()
        document = self.sudo()  # sudo: approvers judge the document as it is, whoever changes it
        values = {name: document._read_judged_value(document._fields[name]) for name in names}
        return json.loads(json.dumps(values, default=json_default))

    def _read_judged_value(self, field):
        value = self[field.name]
        if not field.relational:
            return value
        if field.type == "one2many":
            return [line._read_judged_line() for line in value.sorted("id")]
        return sorted(value.ids) if field.type in ("one2many", "many2many") else value.id

    def _prepare_judged(self, rule):
        """Return what a request by a rule judges, None when the rule names no field."""
        names = rule.judged_field_ids.mapped("name")
        return {"mode": rule.on_change, "values": self._read_judged(names)} if names else None

    # ------------------------------------------------------------
    # ASKING AGAIN
    # ------------------------------------------------------------

    def _get_approval_to_repeat(self, topic):
        """Return the latest request of a topic where it was sent back or became void."""
        # sudo: a document knows what was asked before, whoever asks now
        before = (
            self.env["sales.approval"]
            .sudo()
            .search(
                [("res_model", "=", self._name), ("res_id", "=", self.id), ("topic", "=", topic)],
                limit=1,
                order="id desc",
            )
        )
        return before.filtered(lambda approval: approval.state in ("returned", "void"))

    def _can_ask_again(self, approval):
        """Say whether the document still waits for what was approved."""
        return True

    def _resubmit_approval(self, approval):
        """Ask again for what was sent back or became void, with the facts of today; the caller may write the document.

        :return: True, or the action of a dialog
        """
        person = approval.requester_id if self.env.user._is_superuser() else self.env.user
        # sudo: what was asked before, on behalf of whoever may write the document
        asked = approval.sudo()
        self.with_user(person).sudo(self.env.su)._request_approval(
            lambda document: asked.with_context(lang=document.env.lang).name,
            asked.reason,
            asked.amount,
            asked.currency_id,
            asked.topic,
            asked.payload,
        )
        return True

    # ------------------------------------------------------------
    # PRINT
    # ------------------------------------------------------------

    def _get_approvals_to_print(self):
        """Return the requests whose trail prints with the document: those that hold, and what came before them."""
        self.ensure_one()
        # sudo: who may print the document may say who approved it
        approvals = self.sudo().approval_ids.sorted("id")
        return approvals.filtered(lambda approval: approval.state != "withdrawn")

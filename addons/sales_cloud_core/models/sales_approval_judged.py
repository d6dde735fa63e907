from odoo import api, fields, models, tools
from odoo.exceptions import UserError


class SalesApproval(models.Model):
    """An approval holds for what was judged: the values of the fields that its rule names."""

    _inherit = "sales.approval"

    judged = fields.Json(readonly=True, help="{'mode': on_change of the rule, 'values': {field: value}}")
    is_binding = fields.Boolean(readonly=True, help="Granted, and nothing that was judged has changed since.")

    @api.model_create_multi
    def create(self, vals_list):
        approvals = super().create(vals_list)
        for approval in approvals.filtered("judged"):
            if approval.judged["values"].keys() - self._get_judged_names(approval.res_model):
                self.env.registry.clear_cache()
        return approvals

    @api.model
    @tools.ormcache("model")
    def _get_judged_names(self, model):
        """Return the names of all fields of a model that some request has judged; mostly none."""
        # sudo: the answer is kept for everybody, whoever asks first
        judged = self.sudo().search([("res_model", "=", model), ("state", "in", ("pending", "approved"))])
        return frozenset(name for approval in judged if approval.judged for name in approval.judged["values"])

    def _bind(self, document):
        """From now on a change of what was judged concerns this approval, after what the approval itself changed."""
        if self.state == "approved" and self.judged and document.exists():
            values = document._read_judged(self.judged["values"])
            self.write({"judged": {**self.judged, "values": values}, "is_binding": True})

    def _follow_change(self, document):
        """Refuse a change of what was judged, or make the approval void, as its rule says."""
        now = document._read_judged(self.judged["values"])
        changed = [name for name, value in self.judged["values"].items() if now[name] != value]
        if not changed:
            return
        if self.state == "pending" or self.judged["mode"] == "refuse":
            self._refuse_change(document, changed)
        self._make_void(document, changed)
        if self.judged["mode"] == "ask" and document._can_ask_again(self):
            document._resubmit_approval(self)

    def _refuse_change(self, document, changed):
        label = document._fields[changed[0]]._description_string(self.env)
        if self.state == "pending":
            sentence = self.env._(
                "“%(field)s” of “%(document)s” is being judged by “%(subject)s”. Withdraw the request to change it.",
                field=label,
                document=document.display_name,
                subject=self.name,
            )
        else:
            sentence = self.env._(
                "“%(field)s” of “%(document)s” was approved by “%(subject)s” and stays as it is. Ask for a new "
                "approval of the change.",
                field=label,
                document=document.display_name,
                subject=self.name,
            )
        raise UserError(sentence)

    def _make_void(self, document, changed):
        """End the validity of a granted request; the trail says what has changed."""
        labels = ", ".join(document._fields[name]._description_string(self.env) for name in changed)
        self.write({"state": "void", "is_binding": False})
        self.message_post(
            body=self.env._("Void since %(person)s changed: %(fields)s", person=self.env.user.name, fields=labels)
        )
        document._after_approval_void(self)
        self._notify_requester()
        self._inform_copies()

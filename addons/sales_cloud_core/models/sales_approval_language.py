from odoo import models


class SalesApprovalMixin(models.AbstractModel):
    """A request speaks the language of its reader: its words are said once in each language in use."""

    _inherit = "sales.approval.mixin"

    def _prepare_approval_words(self, subject, rule):
        """Return the texts of a request in the language of the environment; ``subject`` as in `_request_approval`."""
        return {
            "name": subject(self) if callable(subject) else subject,
            "details": self._get_approval_details(),
            "explanation": self._explain_approval_route(rule),
        }

    def _translate_approval(self, approval, subject, rule):
        """Say the texts of a new request in the other languages in use."""
        for code, _name in self.env["res.lang"].get_installed():
            if code != (self.env.lang or "en_US"):
                words = self.with_context(lang=code)._prepare_approval_words(subject, rule.with_context(lang=code))
                approval.with_context(lang=code).write(words)

from odoo import api, models


class Base(models.AbstractModel):
    """Every list that leaves as a file is noted, and what is hidden from a person leaves by no other way."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        logs = self.env["sales.export.log"]
        logs._check_export(self)
        result = super().export_data(fields_to_export)
        domain = self.env.context.get("exported_domain") or [("id", "in", self.ids[:100])]
        logs._note_export("list", self._name, fields_to_export, len(self), len(result["datas"]), domain)
        return result

    def _check_unmasked(self, source=None):
        """Raise AccessError if one of these records hides something from the current user.

        Asked before values of the records are put into anything else: a report, a rendered text, a card, a copy.

        :param str source: the text that names the values, None where any of them may be used
        """

    def _get_hidden(self):
        """Return {record id: names of the fields hidden from the current user}; see `sales.masking.mixin`."""
        return {}

    @api.model
    def _get_hideable_names(self):
        """Return the names of the fields that some role does not see everywhere; see `sales.valued.mixin`."""
        return frozenset()

    def _read_judged_line(self):
        """Return what approvers judge of a line of a document; see `sales.approval.line.mixin`."""
        return [self.id]

    @api.model
    def _hide_in_command(self, command, fields_spec):
        """Return what a form that is being changed is told of one of its lines; see `sales.masking.mixin`."""
        return command

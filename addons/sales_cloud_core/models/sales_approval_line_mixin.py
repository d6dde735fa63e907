from odoo import api, models


class SalesApprovalLineMixin(models.AbstractModel):
    """A line of a document that is approved: changing it concerns what was judged, like changing the document."""

    _name = "sales.approval.line.mixin"
    _description = "Line of a Document with Approval"

    _approval_document = None  # the link to the document

    @api.model
    def _get_judged_line_fields(self):
        """Return the names of the fields that approvers judge where a rule names the lines themselves."""
        return ()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines[self._approval_document]._follow_judged_lines()
        return lines

    def write(self, vals):
        documents = self[self._approval_document]
        result = super().write(vals)
        (documents | self[self._approval_document])._follow_judged_lines()
        return result

    def unlink(self):
        documents = self[self._approval_document]
        result = super().unlink()
        if self.env["sales.approval"]._get_judged_names(documents._name):
            documents.exists()._follow_judged_lines()
        return result

    def _read_judged_line(self):
        """Return what is judged of a line, as values that compare."""
        names = sorted(self._get_judged_line_fields())
        return [self.id, *(self._read_judged_field(self._fields[name]) for name in names)]

    def _read_judged_field(self, field):
        value = self[field.name]
        return sorted(value.ids) if field.relational else value

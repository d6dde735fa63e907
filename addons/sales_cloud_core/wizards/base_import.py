from odoo import models

from ..tools.table import lists_companies


class BaseImportImport(models.TransientModel):
    """A column ``name`` holds companies in a list of companies, and the names of leads in any other file."""

    _inherit = "base_import.import"

    def _get_mapping_suggestions(self, headers, header_types, fields_tree):
        suggestions = super()._get_mapping_suggestions(headers, header_types, fields_tree)
        if self.res_model == "crm.lead":
            self._suggest_company_name(suggestions)
        return suggestions

    def _suggest_company_name(self, suggestions):
        """Let the column ``name`` of a list of companies fill the company's name."""
        fields = {column: suggestion["field_path"][0] for column, suggestion in suggestions.items() if suggestion}
        names = [column for column, field in fields.items() if field == "name" and _is_name(column[1])]
        if names and lists_companies(fields.values()):
            suggestions[names[0]] = {"field_path": ["partner_name"], "distance": 0}

    def execute_import(self, fields, columns, options, dryrun=False):
        """Import leads. What a column ``name`` was is not remembered: in the next file it may be something else."""
        if self.res_model == "crm.lead":
            columns = [column if not _is_name(column) else False for column in columns]
        return super().execute_import(fields, columns, options, dryrun=dryrun)


def _is_name(header):
    return (header or "").strip().lower() == "name"

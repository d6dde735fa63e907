from odoo import models


class Base(models.AbstractModel):
    """Every list that leaves as a file is noted; what data rights are given on may not leave without them."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        logs = self.env["sales.export.log"]
        logs._check_export(self)
        result = super().export_data(fields_to_export)
        domain = self.env.context.get("exported_domain") or [("id", "in", self.ids[:100])]
        logs._note_export("list", self._name, fields_to_export, len(self), len(result["datas"]), domain)
        return result

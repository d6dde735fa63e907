from odoo import api, models

NAMED = 3


class SalesPooledMixin(models.AbstractModel):
    """An import says which of its rows look like what is there already."""

    _inherit = "sales.pooled.mixin"

    @api.model
    def load(self, fields, data):
        result = super().load(fields, data)
        # sudo: the rows are the user's own; what they look like is told by the rights of the user
        flagged = self.browse(result["ids"] or ()).sudo().filtered("duplicate_notice") if not self.env.su else ()
        if flagged:
            notice = {"type": "warning", "message": flagged._get_import_notice(), "is_duplicate": True}
            result["messages"].append(notice)
        return result

    def _get_import_notice(self):
        """Return a sentence that counts these flagged records and names the first, each with what it looks like."""
        named = [f"{record.display_name}: {record.duplicate_notice.striptags()}" for record in self[:NAMED]]
        if len(self) > NAMED:
            named.append(self.env._("%s more", len(self) - NAMED))
        return self.env._(
            "%(count)s imported records look like what is there already. %(names)s",
            count=len(self),
            names="; ".join(named),
        )

from odoo import api, models
from odoo.tools import SQL

from .mail_followers import POOLED_MODELS


class IrAttachment(models.Model):
    """Files of a free record quote what its pool hides: like its messages, they are not for who may not know it."""

    _inherit = "ir.attachment"

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        yield from super()._inaccessible_comodel_records(model_and_ids, operation)
        for model_name in POOLED_MODELS if not self.env.su else ():
            records = self.env[model_name].browse(filter(None, model_and_ids.get(model_name, ())))
            yield from ((model_name, record_id) for record_id in records._filter_masked().ids)

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        query = super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)
        for model_name in POOLED_MODELS if not self.env.su and not bypass_access else ():
            if self.env[model_name]._get_hidden_names() and not query.is_empty():
                query.add_where(self._without_masked_sql(query.table, model_name))
        return query

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------

    def _without_masked_sql(self, table, model_name):
        records = self.env[model_name]
        # sudo: free records are asked for, whether the reader may see them or not
        masked = records.sudo()._search(records._get_masked_domain())
        model, record_id = SQL.identifier(table, "res_model"), SQL.identifier(table, "res_id")
        return SQL(
            "(%s IS DISTINCT FROM %s OR %s IS NULL OR %s NOT IN %s)",
            model,
            model_name,
            record_id,
            record_id,
            masked.subselect(),
        )

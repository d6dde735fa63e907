from odoo import models


class MailRenderMixin(models.AbstractModel):
    """A text that somebody writes around a record does not tell what the record hides from him."""

    _inherit = "mail.render.mixin"

    def _render_template(self, template_src, model, res_ids, engine="inline_template", *args, **kwargs):
        source = template_src if engine != "qweb_view" else None
        self.env[model].browse(res_ids)._check_unmasked(source)
        return super()._render_template(template_src, model, res_ids, engine, *args, **kwargs)

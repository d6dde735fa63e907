from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

CONTACT_CONTEXT = ("show_address", "partner_show_db_id", "show_email", "show_vat", "address_inline")
THREAD_LINKS = frozenset(
    {
        "activity_ids",
        "activity_summary",
        "message_ids",
        "website_message_ids",
        "message_follower_ids",
        "message_partner_ids",
    }
)


class SalesPooledMixin(models.AbstractModel):
    """Free records hide the fields that their pool names, and what leads to the same facts by another way."""

    _name = "sales.pooled.mixin"
    _inherit = ["sales.pooled.mixin", "sales.pool.masking.mixin"]

    pool_mask_notice = fields.Char(compute="_compute_pool_mask_notice")

    @api.depends("pool_id", "user_id")
    @api.depends_context("uid", "lang")
    def _compute_pool_mask_notice(self):
        # sudo: the labels of the fields that the pools hide
        masked = self._filter_masked().sudo()
        for record in self:
            hidden = (masked & record.sudo())._get_mask_pools().masked_field_ids
            labels = ", ".join(field.field_description for field in hidden)
            record.pool_mask_notice = labels and self.env._("Shown once you claim it: %s", labels)

    def _get_mask_pools(self):
        """Return the pools that may hide something of these records."""
        return self.pool_id

    # ------------------------------------------------------------------
    # WHAT IS MASKED
    # ------------------------------------------------------------------

    @api.model
    def _get_masking_model(self):
        """Return the name of the model whose fields the pools of these records name."""
        return self._name

    @api.model
    def _get_unmasked_fields(self):
        """Return fields that stay visible although they are computed from hidden ones."""
        return {"display_name", "name"}

    @api.model
    def _get_masked_links(self):
        """Return fields that lead to texts and people who tell what is hidden."""
        return THREAD_LINKS

    @api.model
    def _get_masked_search_fields(self, names):
        """Return fields without values of their own that search in these hidden fields."""
        found = {"phone_mobile_search"} if "phone" in names else set()
        return found | ({"display_name"} if names & set(self._rec_names_search or ()) else set())

    @api.model
    def _get_masked_domain(self):
        pool_ids = self.env["sales.pool"]._get_masking_pool_ids(self._get_masking_model())
        if not pool_ids:
            return Domain.FALSE
        revealed = Domain(self._pooled_path, "in", self._get_revealed_ids())
        return Domain("pool_id", "in", pool_ids) & Domain("user_id", "=", False) & ~revealed

    @api.model
    def _get_hidden_names(self):
        return {name for mask in self.env["sales.pool"]._get_masks(self._get_masking_model()).values() for name in mask}

    @api.model
    def _get_revealed_ids(self):
        field = self._get_holding_field()
        # sudo: the own rows of the log
        rows = (
            self.env["sales.pool.reveal"]
            .sudo()
            .search([("user_id", "=", self.env.uid), (field, "!=", False)], limit=1000)
        )
        return rows.filtered(lambda row: row.day == row.pool_id._get_today())[field].ids

    def _get_masked_names(self):
        masks = self.env["sales.pool"]._get_masks(self._get_masking_model())
        if self.env.su or not masks:
            return {}
        # sudo: pool and owner decide what the reader sees, whether he may read them or not
        free = self.sudo().filtered(lambda record: record.pool_id.id in masks and not record.user_id)
        # who manages a pool costs a query: asked only where something may be hidden
        pool_ids = self.env["sales.pool"]._get_masking_pool_ids(self._get_masking_model()) if free else ()
        masked = free.filtered(lambda record: record.pool_id.id in pool_ids)
        revealed = set(self._get_revealed_ids()) if masked else ()
        return {record.id: masks[record.pool_id.id] for record in masked if record._get_pooled().id not in revealed}

    def _filter_masked(self):
        """Return the records that hide something from the current user, also when the superuser asks for him."""
        return self.browse(self.sudo(False)._get_masked_names())

    @api.model
    def _get_mask(self, name, record_id):
        return (
            self.browse(record_id)._get_plain_name() if name == "display_name" else super()._get_mask(name, record_id)
        )

    def _get_plain_name(self):
        """Return the name without what the context would add to it."""
        return self.with_context(**dict.fromkeys(CONTACT_CONTEXT, False)).display_name

    # ------------------------------------------------------------------
    # REFUSED
    # ------------------------------------------------------------------

    def _check_unmasked(self, source=None):
        super()._check_unmasked(source)
        masked = self._get_masked_names() if not self.env.su else {}
        if masked:
            self.check_access("read")
            # sudo: the sentence names what the user just asked for
            record = self.browse(min(masked)).sudo()
            raise AccessError(
                self.env._(
                    "“%(name)s” is free in the pool “%(pool)s”, which hides how to reach it. Claim it first.",
                    name=record._get_plain_name(),
                    pool=record.pool_id.name,
                )
            )

    def copy_data(self, default=None):
        self._check_managed_if_free()
        return super().copy_data(default)

    def _check_managed_if_free(self):
        """Raise AccessError if a record is free in a pool that the user does not manage: a twin would be no claim."""
        for record in () if self.env.su else self._filter_free():
            # sudo: the pool is asked whether the user manages it
            if not record.sudo().pool_id.sudo(False)._is_manager():
                record.check_access("read")
                raise record._make_free_error()

    def _filter_free(self):
        # sudo: pool and owner of records that the user may not write
        return self.sudo().filtered(lambda record: record.pool_id and not record.user_id).sudo(False)

    def _check_access(self, operation):
        """Writing a free record is refused with a sentence that says what to do instead."""
        result = super()._check_access(operation)
        if not result or operation not in ("write", "unlink"):
            return result
        readable = result[0]._filter_free()._filtered_access("read")
        return (result[0], lambda: readable[:1]._make_free_error()) if readable else result

    def _make_free_error(self):
        # sudo: the sentence names what the user may read
        record = self.sudo()
        return AccessError(
            self.env._(
                "“%(name)s” is free in the pool “%(pool)s”: only the managers of the pool change it. Claim it first.",
                name=record._get_plain_name(),
                pool=record.pool_id.name,
            )
        )

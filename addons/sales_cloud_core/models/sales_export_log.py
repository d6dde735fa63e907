from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class SalesExportLog(models.Model):
    """What left the database as a file: who, when, what, how much. Rows are never changed."""

    _name = "sales.export.log"
    _description = "Exported File"
    _order = "id desc"
    _rec_name = "model"

    user_id = fields.Many2one("res.users", "Person", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict", index=True)
    day = fields.Date(readonly=True, required=True, help="In the person's time zone; the day of the limit.")
    model = fields.Char("Technical Name", required=True, readonly=True)
    model_name = fields.Char("Records", compute="_compute_model_name")
    kind = fields.Selection(
        [("list", "List"), ("pivot", "Pivot table"), ("dashboard", "Dashboard")], required=True, readonly=True
    )
    record_count = fields.Integer("Number of Records", readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    field_names = fields.Text("Columns", readonly=True)
    domain = fields.Text("Which Records", readonly=True)

    _quota_idx = models.Index("(user_id, day, model)")

    @api.depends("model")
    def _compute_model_name(self):
        for log in self:
            log.model_name = self.env["ir.model"]._get(log.model).name or log.model

    def write(self, vals):
        if vals:
            raise UserError(self.env._("The log of exports cannot be changed."))
        return super().write(vals)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _check_export(self, records):
        """Refuse what the roles of the user do not export; for models on which data rights are given.

        :param records: what is about to leave; empty for a table of totals
        """
        rights = self.env["sales.data.right"]._get_user_rights().get(records._name)
        if not rights or self.env.su:
            return
        if rights["export"][1] == "none":
            raise AccessError(self.env._("Your role exports nothing of these records. Ask operations for the figures."))
        self._check_reach(records)
        self._check_quota(records, rights["rows"])

    @api.model
    def _check_reach(self, records):
        if refused := records._filter_out_of_reach("export"):
            raise AccessError(
                self.env._(
                    "You may not export %(count)s of these records, for example “%(name)s”. Leave out those of other "
                    "people and teams.",
                    count=len(refused),
                    name=refused[0].display_name,
                )
            )

    @api.model
    def _check_quota(self, records, limit):
        if not limit:
            return
        self._queue_exports_of_user()
        domain = [("user_id", "=", self.env.uid), ("day", "=", self._get_today()), ("model", "=", records._name)]
        # sudo: the own rows of the log
        [[used]] = self.sudo()._read_group(domain, [], ["record_count:sum"])
        if used + len(records) > limit:
            raise UserError(
                self.env._(
                    "You may export %(limit)s rows a day of these records; %(used)s left today already. Choose at most "
                    "%(rest)s.",
                    limit=limit,
                    used=used,
                    rest=max(limit - used, 0),
                )
            )

    @api.model
    def _queue_exports_of_user(self):
        """Make a second export of the same person at the same moment fail to serialize, so that it is tried again.

        A lock alone would let it go on with its old view of the log.
        """
        self.env.cr.execute(SQL("UPDATE res_users SET write_uid = write_uid WHERE id = %s", self.env.uid))

    @api.model
    def _note_export(self, kind, model, field_names, record_count, row_count, domain):
        """Note a file that leaves, where data rights are used."""
        if not self.env.user.has_group("sales_cloud_core.group_use_data_rights"):
            return
        # sudo: nobody writes the log by hand
        self.sudo().create(
            {
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "day": self._get_today(),
                "kind": kind,
                "model": model,
                "field_names": ", ".join(field_names),
                "record_count": record_count,
                "row_count": row_count,
                "domain": str(domain),
            }
        )

    @api.model
    def _get_today(self):
        return fields.Date.context_today(self.with_context(tz=self.env.user.tz))

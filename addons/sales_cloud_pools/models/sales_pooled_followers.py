from odoo import models
from odoo.tools import SQL

FOLLOWER_FIELDS = ["message_follower_ids", "message_partner_ids", "message_is_follower"]


class SalesPooledMixin(models.AbstractModel):
    """Owners follow their records and have their plans, previous owners do not: in one statement for all of them."""

    _inherit = "sales.pooled.mixin"

    def _follow_by_owners(self, owners):
        """Let the owners follow these records, and give them the activities that are nobody's.

        :param dict owners: {record id: the owner}
        """
        subtypes, _internal, _external = self.env["mail.message.subtype"].default_subtypes(self._name)
        self.env["mail.followers"].flush_model()
        self.env.execute_query(
            self._follow_sql({key: user.partner_id.id for key, user in owners.items()}, subtypes.ids)
        )
        self.invalidate_recordset(FOLLOWER_FIELDS, flush=False)
        plans = self.activity_ids.filtered(lambda activity: not activity.user_id)
        for owner, activities in plans.grouped(lambda activity: owners[activity.res_id]).items():
            activities.write({"user_id": owner.id})

    def _unfollow_by_owners(self, owners):
        """Take their previous owners off these records, and free the owners' activities for whoever comes next.

        :param dict owners: {record id: id of the previous owner}
        """
        if not self:
            return
        partners = {user.id: user.partner_id.id for user in self.env["res.users"].browse(owners.values())}
        self.env["mail.followers"].flush_model()
        self.env.execute_query(self._unfollow_sql({key: partners[user_id] for key, user_id in owners.items()}))
        self.invalidate_recordset(FOLLOWER_FIELDS, flush=False)
        plans = self.activity_ids.filtered(lambda activity: activity.user_id.id == owners[activity.res_id])
        plans.write({"user_id": False})

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------

    def _follow_sql(self, partners, subtype_ids):
        return SQL(
            """
            WITH joined AS (
                INSERT INTO mail_followers (res_model, res_id, partner_id)
                     SELECT %(model)s, wanted.record_id, wanted.partner_id
                       FROM unnest(%(records)s::int[], %(partners)s::int[]) AS wanted(record_id, partner_id)
                ON CONFLICT (res_model, res_id, partner_id) DO NOTHING
                  RETURNING id
            )
            INSERT INTO mail_followers_mail_message_subtype_rel (mail_followers_id, mail_message_subtype_id)
                 SELECT joined.id, subtype.id FROM joined CROSS JOIN unnest(%(subtypes)s::int[]) AS subtype(id)
              RETURNING mail_followers_id
            """,
            model=self._name,
            records=list(partners),
            partners=list(partners.values()),
            subtypes=subtype_ids,
        )

    def _unfollow_sql(self, partners):
        return SQL(
            """
            DELETE FROM mail_followers AS follower
                  USING unnest(%(records)s::int[], %(partners)s::int[]) AS gone(record_id, partner_id)
                  WHERE follower.res_model = %(model)s
                    AND follower.res_id = gone.record_id
                    AND follower.partner_id = gone.partner_id
              RETURNING follower.id
            """,
            model=self._name,
            records=list(partners),
            partners=list(partners.values()),
        )

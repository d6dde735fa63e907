from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

NAMED = 3


class SalesPooledMixin(models.AbstractModel):
    """What looks like a record that is in a pool or in somebody's hands already: flagged, or refused on creation.

    Two records look alike when they share a normalised email, phone or company name, a tax number for customers.
    What the user may not read is told without naming it.
    """

    _inherit = "sales.pooled.mixin"
    _duplicate_fields = ("email_normalized", "phone_sanitized", "name_key")

    duplicate_notice = fields.Html("Possible Duplicates", compute="_compute_duplicate_notice")

    @api.depends(lambda self: ["pool_id", *self._duplicate_fields])
    @api.depends_context("uid", "lang")
    def _compute_duplicate_notice(self):
        # sudo: what looks alike is compared by the superuser and told by the rights of the user
        found = self.sudo().filtered(lambda record: record.pool_id.duplicate_policy in ("warn", "refuse"))
        duplicates = found._find_duplicates()
        for record in self:
            phrases = record._describe_duplicates(duplicates.get(record.id, ()), is_masked_told=False)
            record.duplicate_notice = phrases and Markup(self.env._("Possible duplicate of %s")) % Markup(", ").join(
                phrases
            )

    def _refuse_duplicates(self):
        """Raise UserError if one of these new records looks like another and its pool refuses that; superuser."""
        refusing = self.filtered(lambda record: record.pool_id.duplicate_policy == "refuse")
        duplicates = refusing._find_duplicates()
        for record in refusing.browse(duplicates):
            phrases = record._describe_duplicates(duplicates[record.id], is_masked_told=True)
            raise UserError(
                self.env._(
                    "“%(record)s” exists already: %(duplicates)s. The pool “%(pool)s” takes no duplicates.",
                    record=record.display_name,
                    duplicates=", ".join(phrase.striptags() for phrase in phrases),
                    pool=record.pool_id.name,
                )
            )

    # ------------------------------------------------------------------
    # COMPARING
    # ------------------------------------------------------------------

    def _find_duplicates(self):
        """Return {record id: [other lead or customer]} of those of these records that others look like; superuser."""
        wanted = defaultdict(set)
        for record in self:
            for name, value in record._get_duplicate_keys():
                wanted[name].add(value)
        others = defaultdict(list)
        for model_name in ("res.partner", "crm.lead") if wanted else ():
            for other in self.env[model_name]._search_by_duplicate_keys(wanted):
                for key in other._get_duplicate_keys():
                    others[key].append(other._get_pooled())
        found = {record.id: record._pick_duplicates(others) for record in self}
        return {record_id: duplicates for record_id, duplicates in found.items() if duplicates}

    def _pick_duplicates(self, others):
        """Return what shares a key with this record and is not the record itself, nor of the same customer."""
        alike = dict.fromkeys(other for key in self._get_duplicate_keys() for other in others.get(key, ()))
        return [
            other
            for other in alike
            if other != self
            and not (other._get_customer() & self._get_customer())
            and (not other.company_id or not self.company_id or other.company_id == self.company_id)
        ]

    def _get_duplicate_keys(self):
        """Return [(field, value)] of what tells that two records are about the same customer."""
        return [(name, self[name]) for name in self._duplicate_fields if self[name]]

    @api.model
    def _search_by_duplicate_keys(self, wanted):
        """Return the records that are in a pool or in somebody's hands and share one of the keys.

        :param wanted: {field: set of values}
        """
        alike = Domain.OR(Domain(name, "in", wanted[name]) for name in self._duplicate_fields if wanted.get(name))
        if alike.is_false():
            return self.browse()
        taken = Domain("pool_id", "!=", False) | Domain("user_id", "!=", False)
        return self.search(alike & taken & self._get_comparable_domain())

    @api.model
    def _get_comparable_domain(self):
        """Return the domain of the records that a new one may be a duplicate of."""
        return Domain.TRUE

    def _get_customer(self):
        """Return the customer that the record is about, if it names one."""
        raise NotImplementedError

    # ------------------------------------------------------------------
    # TELLING
    # ------------------------------------------------------------------

    def _describe_duplicates(self, duplicates, is_masked_told):
        """Return a phrase with a link for each of these records that the user may read, and phrases for the others.

        :param is_masked_told: also tell of free records that hide from the user what they share with this one
        """
        phrases = {}
        for other in duplicates:
            readable = other.sudo(False)._filtered_access("read")
            if readable and not readable._filter_masked():
                phrases[other._describe_open_duplicate()] = True
            elif is_masked_told or other.user_id:
                phrases[other._describe_closed_duplicate()] = True
        more = len(phrases) - NAMED
        return [*phrases][:NAMED] + ([Markup.escape(self.env._("%s more", more))] if more > 0 else [])

    def _describe_open_duplicate(self):
        link = Markup('<a href="/odoo/%s/%s">%s</a>') % (self._name, self.id, self._get_plain_name())
        if self.user_id:
            return Markup(self.env._("%(link)s (held by %(user)s)")) % {"link": link, "user": self.user_id.name}
        return Markup(self.env._("%(link)s (free in %(pool)s)")) % {"link": link, "pool": self.pool_id.name}

    def _describe_closed_duplicate(self):
        team = self.user_id.sale_team_id.name
        if self.user_id and team:
            return Markup.escape(self.env._("a record held by the team %s", team))
        return Markup.escape(
            self.env._("a record held by a colleague") if self.user_id else self.env._("a free record of a pool")
        )

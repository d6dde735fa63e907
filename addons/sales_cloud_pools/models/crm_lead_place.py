from collections import defaultdict

from odoo import models, tools

PLACE = frozenset({"team_id", "company_id"})


class CrmLead(models.Model):
    """A lead that changes hands keeps its team and company.

    Left alone, Odoo loses both when the owner is cleared, looks for a team once per lead when one is set, and computes
    anew what follows from them: stage, probability, prorated revenue.
    """

    _inherit = "crm.lead"

    def _group_pool_vals(self, vals):
        for records, group_vals in super()._group_pool_vals(vals):
            if "user_id" not in vals:
                yield records, group_vals
                continue
            others = {name: value for name, value in group_vals.items() if name not in PLACE}
            for place_vals, leads in records._group_by_place_vals(vals):
                yield leads, place_vals | others

    def _group_by_place_vals(self, vals):
        """Return [(values, leads)] in as few writes as can be: Odoo judges a write of many leads as one."""
        by_place = self.grouped(lambda lead: (lead.pool_id, lead.company_id, lead.team_id))
        by_vals = defaultdict(self.browse)
        for place, leads in by_place.items():
            by_vals[tuple(self._prepare_owner_place_vals(vals, *place).items())] |= leads
        return [(dict(place_vals), leads) for place_vals, leads in by_vals.items()]

    def _prepare_owner_place_vals(self, vals, pool, company, team):
        """Return company and team to write together with an owner; nothing where they stay, see `modified`."""
        kept = {} if "company_id" in vals else self._prepare_kept_vals(vals["user_id"], pool, company, team)
        place = kept | {name: vals[name] for name in PLACE if name in vals}
        return {} if pool and place == {"company_id": company.id, "team_id": team.id} else place

    def _prepare_kept_vals(self, user_id, pool, company, team):
        """Return the company and team that a lead has together with an owner."""
        if not user_id:
            return {"company_id": company.id, "team_id": team.id}
        if not pool:
            return {}
        user = self.env["res.users"].browse(user_id)
        if user not in (team.member_ids | team.user_id):
            found = team._get_default_team_id(user_id=user.id, domain=[("use_leads", "=", True)])
            team = found if user in (found.member_ids | found.user_id) else team
        return {"company_id": company.id, "team_id": team.id}

    def modified(self, fnames, create=False, before=False):
        """A pooled lead whose owner alone is written stays in its place: what follows from the place is right already.

        Only marking is held back, so that whatever else writes the place meanwhile has its effect.
        """
        if create or "user_id" not in fnames or not PLACE.isdisjoint(fnames) or not self._is_in_pools():
            return super().modified(fnames, create=create, before=before)
        unmoved = [self._fields[name] for name in self._get_unmoved_fields(frozenset(fnames))]
        with self.env.protecting(unmoved, self):
            return super().modified(fnames, create=create, before=before)

    def _is_in_pools(self):
        """Say whether all these leads are saved and have a pool."""
        # sudo: whoever writes the owner may not know the pool
        return all(self._ids) and all(lead.pool_id for lead in self.sudo())

    @tools.ormcache("fnames")
    def _get_unmoved_fields(self, fnames):
        """Return the names of the stored computed fields on which fields have no effect while the place stays.

        Any field of the name counts, also one of another model: rather one computed again than one left behind.

        :param frozenset fnames: names of fields that are written
        """
        computed = {field.name for field in self._fields.values() if field.compute and field.store}
        depends = {
            name: {part for path in self.pool.field_depends[field] for part in path.split(".")}
            for name, field in self._fields.items()
            if field.compute and name not in PLACE
        }
        moved, grown = set(fnames), True
        while grown:
            grown = {name for name, names in depends.items() if name not in moved and not moved.isdisjoint(names)}
            moved |= grown
        return sorted(computed - moved)

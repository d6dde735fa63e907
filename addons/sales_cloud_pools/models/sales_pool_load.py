from collections import Counter

from odoo import models


class SalesPool(models.Model):
    """How much of their limits people have used: what they took today, and what they hold, weighed by customer tier."""

    _inherit = "sales.pool"

    def _count_open(self, users):
        """Return {user id: how much the held records of this pool count}."""
        self.ensure_one()
        loads = Counter()
        for user, tier, count in self._group_open(users):
            loads[user.id] += count * self._get_tier_weight(tier)
        return loads

    def _group_open(self, users):
        """Return [(user, tier, number)] of the held records of this pool that count; leads have no tier."""
        domain = [("pool_id", "=", self.id), ("user_id", "in", users.ids), ("date_end", "=", False)]
        exempt = self._parse_domain(self.holding_exempt_domain)
        if not exempt.is_true():
            domain.append((self._get_record_field(), "any", list(~exempt)))
        # sudo: limits count everything, also what the person may not open
        Holding = self.env["sales.pool.holding"].sudo()
        if self.kind == "customer":
            return Holding._read_group(domain, ["user_id", "partner_id.tier_id"], ["__count"])
        no_tier = self.env["sales.customer.tier"]
        return [(user, no_tier, count) for user, count in Holding._read_group(domain, ["user_id"], ["__count"])]

    def _get_tier_weight(self, tier):
        """Return how much a record of this tier counts; records without a tier count once."""
        return tier.holding_weight if tier else 1

    def _get_holding_sizes(self, records):
        """Return {record id: how much it counts to the holding limit}, records that count once left out."""
        self.ensure_one()
        exempt = self._parse_domain(self.holding_exempt_domain)
        spared = set() if exempt.is_true() else set(records.filtered_domain(exempt)._ids)
        sizes = {record.id: 0 if record.id in spared else record._get_holding_size() for record in records}
        return {record_id: size for record_id, size in sizes.items() if size != 1}

    def _get_open_room(self, user, held):
        """Return how much more a person may hold of this pool, None without limit.

        :param held: how much is held, see ``_count_open``
        """
        if self.is_manager_exempt and self._is_manager(user):
            return None
        member = self.member_ids.filtered(lambda line: line.user_id == user)
        if member:
            return member._get_room(held)
        return max(self.holding_limit - held, 0) if self.holding_limit else None

    def _explain_open(self, user):
        """Return how the load of a person adds up when tiers weigh, for example "2 × 3 (A) + 4 × 1 (C)"."""
        groups = [(tier, count, self._get_tier_weight(tier)) for _user, tier, count in self._group_open(user)]
        if all(weight == 1 for _tier, _count, weight in groups):
            return ""
        return " + ".join(f"{count} × {weight} ({tier.name or '–'})" for tier, count, weight in groups)

    def _count_day(self, users):
        """Return {user id: records claimed or received automatically today}."""
        self.ensure_one()
        domain = [
            ("pool_id", "=", self.id),
            ("user_id", "in", users.ids),
            ("day", "=", self._get_today()),
            ("source", "in", self.env["sales.pool.holding"]._get_day_sources()),
        ]
        # sudo: limits count everything, also what the person may not open
        groups = self.env["sales.pool.holding"].sudo()._read_group(domain, ["user_id"], ["__count"])
        return Counter({user.id: count for user, count in groups})

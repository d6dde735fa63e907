from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools.distribution import Receiver, distribute


class SalesPoolHandover(models.TransientModel):
    """Gives what people hold to others: proposes who receives what, lets the manager change it, does it, and tells.

    The records change hands by ``action_pool_assign`` and ``action_pool_return``, with all their checks; what one of
    them refuses keeps nothing else from changing hands.
    """

    _name = "sales.pool.handover"
    _description = "Hand Over Pooled Records"

    state = fields.Selection([("draft", "Proposal"), ("done", "Done")], required=True, default="draft")
    user_id = fields.Many2one("res.users", "Handed Over By", domain="[('share', '=', False)]", ondelete="cascade")
    holding_ids = fields.Many2many("sales.pool.holding", help="Only these. Empty: all that the person holds.")
    target = fields.Selection(
        [("people", "People"), ("pool", "Their pools")], "Handed To", required=True, default="people"
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    receiver_ids = fields.Many2many(
        "res.users",
        "sales_pool_handover_receiver_rel",
        "handover_id",
        "user_id",
        "Receivers",
        domain="[('id', 'in', candidate_ids)]",
        help="Each receives the same number, within the limits of the pools.",
    )
    line_ids = fields.One2many(
        "sales.pool.handover.line",
        "handover_id",
        "Records",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    has_pool_lines = fields.Boolean(compute="_compute_has_pool_lines")
    reason_id = fields.Many2one("sales.pool.return.reason", domain="[('kind', '=', False)]", ondelete="cascade")
    is_note_required = fields.Boolean(related="reason_id.is_note_required")
    note = fields.Char(help="What the next owner should know.")
    is_leaving = fields.Boolean("Leaves the Pools", help="The person is taken out of your pools, too.")
    summary = fields.Char(readonly=True)

    @api.depends("user_id", "holding_ids")
    def _compute_candidate_ids(self):
        for handover in self:
            pools = handover._get_holdings().pool_id
            # sudo: who is in the pools of the manager
            handover.candidate_ids = pools.sudo().access_user_ids.filtered("active") - handover.user_id._origin

    @api.depends("user_id", "holding_ids", "target", "receiver_ids")
    def _compute_line_ids(self):
        for handover in self:
            vals_list = handover._propose()
            handover.line_ids = [Command.clear(), *(Command.create(vals) for vals in vals_list)]

    @api.depends("line_ids.pool_id")
    def _compute_has_pool_lines(self):
        for handover in self:
            handover.has_pool_lines = any(handover.line_ids.mapped("pool_id"))

    def _get_holdings(self):
        """Return the running holdings that this is about, those of pools that the current user manages."""
        holdings = self.holding_ids._origin.filtered(lambda holding: not holding.date_end)
        if not self.holding_ids and self.user_id:
            domain = [("user_id", "=", self.user_id._origin.id), ("date_end", "=", False)]
            holdings = self.env["sales.pool.holding"].search(domain, order="pool_id, reclaim_at, id")
        managed = holdings.pool_id.filtered(lambda pool: pool._is_manager())
        return holdings.filtered(lambda holding: holding.pool_id in managed)

    # ------------------------------------------------------------------
    # PROPOSAL
    # ------------------------------------------------------------------

    def _propose(self):
        """Return the values of the lines: who would receive what, or where it would go."""
        holdings = self._get_holdings()
        # both ends are named, also the empty one: the context may know a default for it
        if self.target == "pool":
            return [{"holding_id": holding.id, "user_id": False, "pool_id": holding.pool_id.id} for holding in holdings]
        received = self._distribute(holdings) if self.receiver_ids else {}
        return [
            {"holding_id": holding.id, "user_id": received.get(holding.id, False), "pool_id": False}
            for holding in holdings
        ]

    def _distribute(self, holdings):
        """Return {holding id: user id}: the same number for everybody, within the limits of each pool."""
        shares, received = dict.fromkeys(self.receiver_ids._origin, 0), {}
        for pool, rows in holdings.grouped("pool_id").items():
            receivers = self._prepare_receivers(pool, rows, shares)
            # sudo: what counts to the limits of the pool
            by_record = {holding.sudo()._get_record().id: holding for holding in rows}
            sizes = pool.sudo()._get_holding_sizes(rows.sudo()._get_records())
            distribute(list(by_record), receivers, "round_robin", sizes=sizes)
            for receiver in receivers:
                user = self.env["res.users"].browse(receiver.key)
                shares[user] += len(receiver.received)
                received |= {by_record[record_id].id: user.id for record_id in receiver.received}
        return received

    def _prepare_receivers(self, pool, holdings, shares):
        """Return the Receivers among the chosen people for records of a pool; who received least is first."""
        # sudo: limits and the ledger of the pool
        pool, records = pool.sudo(), holdings.sudo()._get_records()
        people = [user for user in shares if user in pool.access_user_ids]
        held = pool._count_open(self.env["res.users"].union(*people))
        cooling = records._get_cooling_owners(pool, fields.Datetime.now())
        own = {holding._get_record().id: holding.user_id.id for holding in holdings.sudo()}
        return [
            Receiver(
                user.id,
                room=pool._get_open_room(user, held[user.id]),
                last=shares[user],
                barred=frozenset(
                    record_id for record_id in own if own[record_id] == user.id or user.id in cooling.get(record_id, ())
                ),
            )
            for user in people
        ]

    # ------------------------------------------------------------------
    # DOING IT
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Hand over what the lines say, and show what became of each.

        :raises UserError: nothing is chosen, or no reason is given for what goes back to pools
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.user_id or line.pool_id)
        if not lines and not self.is_leaving:
            raise UserError(self.env._("Choose who receives the records, or the pool they go to."))
        if lines.pool_id and not self.reason_id:
            raise UserError(self.env._("A return needs one of the return reasons. Choose one."))
        if lines.pool_id:
            self.reason_id._check_note(self.note)
        for (user, pool, _model), group in lines.grouped(lambda line: line._get_way()).items():
            group._hand_over_safely(user, pool)
        self.line_ids.filtered(lambda line: not line.result).result = self.env._("Stays")
        if self.is_leaving:
            self._leave_pools()
        self.write({"state": "done", "summary": self._summarise()})
        return self._reopen()

    def _summarise(self):
        done = self.line_ids.filtered("is_done")
        given, back = len(done.filtered("user_id")), len(done.filtered("pool_id"))
        return self.env._(
            "%(given)s handed over, %(back)s back in their pools, %(left)s unchanged.",
            given=given,
            back=back,
            left=len(self.line_ids) - len(done),
        )

    def _leave_pools(self):
        """Take the person out of the pools of the current user, who manages them alone then if nobody else does."""
        person = self.user_id
        pools = self.env["sales.pool"].search([("access_user_ids", "in", person.ids)])
        managed = pools.filtered(lambda pool: pool._is_manager())
        for pool in managed.filtered(lambda pool: person in pool.manager_ids):
            heir = [] if pool.manager_ids - person else [Command.link(self.env.uid)]
            pool.manager_ids = [*heir, Command.unlink(person.id)]
        managed.member_ids.filtered(lambda member: member.user_id == person).unlink()

    def _reopen(self):
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_pools.sales_pool_handover_action")
        return action | {"res_id": self.id}

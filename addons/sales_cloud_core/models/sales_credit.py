from collections import defaultdict
from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.approval import manager_chain
from ..tools.credit import Entry, booking_entries, first_open_day
from .locking import touch_rows

# where a row counts; what is taken back later counts there, too
PLACE = ("team_id", "manager_id", "territory_id", "deal_kind")
DEAL_KINDS = [("new", "New Business"), ("renewal", "Renewal"), ("upsell", "Up-sell")]


class SalesCredit(models.Model):
    """The credit ledger: who is credited with what, for which metric, on which day.

    Rows are never changed or deleted. What a document calls for is compared with what is booked for it, and the
    difference is added (`_book`), so an event that is processed twice books once, and undoing a document books
    the opposite on the day it is undone, for the team, manager and territory that had the credit. Amounts are
    untaxed. Targets, rankings, forecast accuracy and commissions read this ledger and nothing else.
    """

    _name = "sales.credit"
    _description = "Sales Credit"
    _inherit = ["sales.document.link"]
    _order = "date desc, id desc"
    _rec_name = "origin"
    _check_company_auto = True

    metric = fields.Selection(
        [
            ("won", "Won"),
            ("ordered", "Ordered"),
            ("signed", "Contract Signed"),
            ("invoiced", "Invoiced"),
            ("collected", "Collected"),
        ],
        required=True,
    )
    date = fields.Date(required=True)
    user_id = fields.Many2one("res.users", "Person", required=True, ondelete="restrict")
    team_id = fields.Many2one("crm.team", "Team of the Day", ondelete="restrict")
    manager_id = fields.Many2one("res.users", "Manager of the Day", ondelete="restrict")
    split_type_id = fields.Many2one("sales.split.type", required=True, ondelete="restrict")
    kind = fields.Selection(related="split_type_id.kind", store=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict", index=True)
    currency_id = fields.Many2one("res.currency", "Document Currency", required=True, ondelete="restrict")
    amount = fields.Monetary("Amount in Document Currency", required=True)
    company_currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    amount_company = fields.Monetary("Credit", currency_field="company_currency_id", required=True)
    rate_date = fields.Date(required=True)
    res_model = fields.Char("Document Model", required=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", required=True)
    origin = fields.Char("Booked For", required=True)
    territory_id = fields.Many2one("sales.territory", "Territory of the Day", ondelete="restrict")
    deal_kind = fields.Selection(DEAL_KINDS, "Business")
    lead_id = fields.Many2one("crm.lead", "Opportunity", ondelete="restrict", index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="restrict", index="btree_not_null")

    _document_idx = models.Index("(res_model, res_id, metric)")
    _person_idx = models.Index("(company_id, metric, user_id, date)")
    _team_idx = models.Index("(company_id, metric, team_id, date)")

    # ------------------------------------------------------------
    # CRUD: append only
    # ------------------------------------------------------------

    def write(self, vals):
        if self.env.su and vals.keys() <= self._get_link_fields():
            return super().write(vals)
        raise UserError(
            self.env._("Booked credit cannot be changed. Correct the document that it comes from; the ledger follows.")
        )

    def _get_link_fields(self):
        """Return the fields that a merge may re-point; amounts, dates and persons never change."""
        return {"res_model", "res_id", "lead_id", "partner_id"}

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Booked credit cannot be deleted. Undo the document that it comes from; the ledger follows.")
        )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _book(self, document, metric, desired, date):
        """Book what is missing for one document; see `_book_batch`.

        :return: the new rows, empty when the ledger already says what the document says
        """
        return self._book_batch([(document, metric, desired, date)])

    @api.model
    def _book_batch(self, bookings):
        """Book the difference between what documents call for and what is booked.

        :param bookings: list of (document, metric, desired, date), a document and metric once; ``desired`` is a
            list of {'user_id', 'split_type_id', 'amount', 'currency_id'} with untaxed amounts in the document's
            currency (see `sales.split.mixin._prepare_credit_shares`), empty when nothing is due any more;
            ``date`` is the day of the event in the company's time zone. A document provides
            `_prepare_credit_vals()`.
        :return: the new rows
        """
        # sudo: nobody may create credit directly; it follows from a document that its writer may change
        ledger = self.sudo()
        ledger._lock_documents([document for document, *_rest in bookings])
        booked = ledger._read_booked(bookings)
        locked = self.env["sales.period"]._get_locked_spans()
        policies = self.env["sales.credit.policy"]._get_policies()
        links = {document: document._prepare_credit_vals() for document in dict.fromkeys(each[0] for each in bookings)}
        vals_list = []
        for document, metric, desired, date in bookings:
            company = self.env["res.company"].browse(links[document]["company_id"])
            wanted = ledger._get_wanted(document, metric, desired, company.id, policies)
            missing = ledger._get_missing(wanted, booked[document._name, document.id, metric], company, date)
            if missing:
                common = ledger._prepare_common_vals(document, metric, date, company, policies, locked)
                vals_list += [
                    {
                        **common,
                        **links[document],
                        **ledger._prepare_place_vals(entry, key, document),
                        **_keyed(key, entry),
                    }
                    for key, entry in missing
                ]
        return ledger.create(vals_list)

    def _get_wanted(self, document, metric, desired, company_id, policies):
        """Return {(user, split type, currency): amount} that a document calls for, nothing where a policy says so."""
        policy = policies.get((company_id, metric))
        wanted = defaultdict(float)
        if policy is None or document._is_credit_counted(policy):
            for share in desired:
                wanted[share["user_id"], share["split_type_id"], share["currency_id"]] += share["amount"]
        return wanted

    def _get_missing(self, wanted, before, company, date):
        """Return what turns what was booked ``before`` into what is ``wanted``, a list of (key, `tools.credit.Entry`).

        :param wanted: {(user, split type, currency): amount}
        :param before: {the same key: list of `tools.credit.Entry`}
        """
        missing = []
        for key in sorted(wanted.keys() | before.keys()):
            currency = self.env["res.currency"].browse(key[2])
            entries = booking_entries(
                wanted.get(key, 0.0),
                before.get(key, []),
                currency.rounding,
                company.currency_id.rounding,
                lambda amount, currency=currency: currency._convert(amount, company.currency_id, company, date),
            )
            missing += [(key, entry) for entry in entries]
        return missing

    def _prepare_place_vals(self, entry, key, document):
        """Return where an entry counts: what is taken back where it was booked, else where the person stands today."""
        if entry.place is not None:
            return dict(zip(PLACE, entry.place, strict=True))
        user = self.env["res.users"].browse(key[0])
        team = user.sale_team_id or document.team_id
        managers = manager_chain(team._get_leaders_upward(), user) if team else []
        place = {"team_id": team.id, "manager_id": managers[0].id if managers else False}
        territory_id = document._get_share_territories().get(key[:2])
        return place | {"territory_id": territory_id} if territory_id else place

    def _prepare_common_vals(self, document, metric, date, company, policies, locked):
        policy = policies.get((company.id, metric))
        day = policy._get_day(document, date) if policy else date
        return {
            "metric": metric,
            "date": first_open_day(day, locked.get(company.id, [])),
            "rate_date": date,
            "res_model": document._name,
            "res_id": document.id,
            "origin": document.display_name,
            "company_currency_id": company.currency_id.id,
            "deal_kind": document._get_deal_kind(),
        }

    @api.model
    def _get_credit_models(self):
        """Return the models that call for credit; they inherit `sales.credited.mixin`."""
        return ["crm.lead", "sales.credit.correction"]

    @api.model
    def _get_company_day(self, company, moment=None):
        """Return the day of ``moment`` (UTC, default now) in the time zone of the company's working calendar."""
        zone = ZoneInfo(company.resource_calendar_id.tz or "UTC")
        return (moment or fields.Datetime.now()).replace(tzinfo=timezone.utc).astimezone(zone).date()

    # ------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------

    def _lock_documents(self, documents):
        """Make a concurrent booking of the same documents fail to serialize, so that it is retried."""
        by_model = defaultdict(set)
        for document in documents:
            by_model[document._name].add(document.id)
        for model, ids in sorted(by_model.items()):
            touch_rows(self.env[model].browse(ids))

    def _read_booked(self, bookings):
        """Return what is booked, the oldest entry first.

        :return: {(model, id, metric): {(user, split type, currency): list of `tools.credit.Entry`}}
        """
        booked = defaultdict(lambda: defaultdict(list))
        ids_by_model = defaultdict(set)
        for document, *_rest in bookings:
            ids_by_model[document._name].add(document.id)
        for model, ids in ids_by_model.items():
            rows = self._read_group(
                [("res_model", "=", model), ("res_id", "in", list(ids))],
                ["res_id", "metric", "user_id", "split_type_id", "currency_id", *PLACE],
                ["amount:sum", "amount_company:sum", "id:max"],
                order="id:max",
            )
            for res_id, metric, user, split_type, currency, *place, amount, amount_company, _last_id in rows:
                team, manager, territory, deal_kind = place
                entry = Entry((team.id, manager.id, territory.id, deal_kind), amount, amount_company)
                booked[model, res_id, metric][user.id, split_type.id, currency.id].append(entry)
        return booked


def _keyed(key, entry):
    user_id, split_type_id, currency_id = key
    return {
        "user_id": user_id,
        "split_type_id": split_type_id,
        "currency_id": currency_id,
        "amount": entry.amount,
        "amount_company": entry.amount_company,
    }

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools import contract_file


class SalesContractImport(models.TransientModel):
    """Brings in contracts that were signed before, with number, state, plan and what was paid of it.

    Checking brings everything in and takes it back, so that a row is told exactly what importing would say. Importing
    brings in all new contracts of the file or none.
    """

    _name = "sales.contract.import"
    _description = "Import Contracts"
    _inherit = "sales.file.import.mixin"
    _check_company_auto = True

    type_id = fields.Many2one(
        "sales.contract.type",
        required=True,
        check_company=True,
        default=lambda self: self.env["sales.contract"]._get_default_type(),
    )
    row_ids = fields.One2many("sales.contract.import.row", "import_id", "Rows", readonly=True)

    def _check_may_import(self):
        self.env["sales.contract"]._check_may_import()

    def _get_reader(self):
        return contract_file

    def _get_column_labels(self):
        return {
            **super()._get_column_labels(),
            "number": self.env._("Contract number"),
            "customer": self.env._("Customer"),
            "signed": self.env._("Signed on"),
            "instalment": self.env._("Instalment"),
        }

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_import(self):
        """Bring in the new contracts of the file: all of them, or none when a row has an error.

        :return: action with the contracts
        :raise UserError: a row has an error, or no row is new
        """
        rows = self._check_all_new()
        found = [self._bring_in(list(group)) for group in rows.grouped("contract").values()]
        return self.env["sales.contract"].union(*found)._get_records_action(name=self.env._("Imported Contracts"))

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    def _judge_rows(self, rows):
        groups = {}
        for row in rows:
            groups.setdefault(row.contract, []).append(row)
        known = self._get_known_numbers(list(groups))
        with self.env.cr.savepoint() as trial:
            judged = {number: self._judge(group, number in known) for number, group in groups.items()}
            trial.rollback()
        return [self._prepare_row_vals(row, *judged[row.contract]) for row in rows]

    def _judge(self, rows, is_known):
        """Return (status, message, number of the row it is about) of a contract; a good one is brought in."""
        if is_known:
            return "known", self.env._("Brought in before"), None
        wrong = next((row for row in rows if row.problem), None)
        if wrong:
            return "error", self._describe_problem(wrong.problem), wrong.number
        try:
            with self.env.cr.savepoint():
                self._bring_in(rows)
                self.env.flush_all()
        except UserError as error:
            return "error", str(error), rows[0].number
        return "new", "", None

    def _describe_problem(self, code):
        return {
            "contract": self.env._("The number of the contract is missing."),
            "customer": self.env._("The customer is missing."),
            "signed": self.env._("The day of the signature cannot be read; write it as 2026-01-31."),
            "date": self.env._("A date cannot be read; write it as 2026-01-31."),
            "state": self.env._("The status is unknown; write in force, signed, suspended or completed."),
            "instalment": self.env._("The name of the instalment is missing."),
            "amount": self.env._("The amount is no number above zero."),
            "paid": self.env._("What was paid lies between zero and the amount of the instalment."),
            "differs": self.env._("It says something else of the contract than the row before."),
        }[code]

    def _get_known_numbers(self, numbers):
        # sudo: a number is taken, whoever may see its contract
        known = (
            self.env["sales.contract"].sudo().search([("company_id", "=", self.company_id.id), ("name", "in", numbers)])
        )
        return set(known.mapped("name"))

    def _prepare_row_vals(self, row, status, message, number):
        if status == "error" and number != row.number:
            message = self.env._("See row %s", number)
        return {
            **{name: getattr(row, name) for name in self.env["sales.contract.import.row"]._get_read_names()},
            "status": status,
            "message": message,
        }

    # ------------------------------------------------------------
    # BRINGING IN
    # ------------------------------------------------------------

    def _bring_in(self, rows):
        """Create the contract of these rows (of the file, or kept) and record what was paid of it."""
        first = rows[0]
        contracts = self.env["sales.contract"].with_company(self.company_id)
        state = "running" if first.state == "done" else first.state
        contract = contracts._bring_in(self._prepare_contract_vals(rows), first.signed, state)
        for line, row in zip(contract.collection_ids.sorted("sequence"), rows, strict=True):
            if row.paid:
                line._bring_in_payment(contract.currency_id.round(row.paid), row.paid_on or row.due or row.signed)
        if first.state == "done":
            contract.action_done()
        return contract

    def _prepare_contract_vals(self, rows):
        first = rows[0]
        currency = self._find_currency(first.currency)
        total = currency.round(sum(row.amount for row in rows))
        return {
            "name": first.contract,
            "subject": first.subject,
            "type_id": self.type_id.id,
            "company_id": self.company_id.id,
            "currency_id": currency.id,
            "partner_id": self._find_customer(first.customer).id,
            "user_id": self._find_owner(first.owner).id,
            "date_start": first.start,
            "date_end": first.end,
            "line_ids": [Command.create(vals) for vals in self._prepare_lines(first, total, currency)],
            "collection_ids": [
                Command.create(self._prepare_instalment(row, position)) for position, row in enumerate(rows, start=1)
            ],
        }

    def _prepare_instalment(self, row, position):
        return {
            "sequence": position,
            "name": row.instalment,
            "amount": row.amount,
            "due_base": "fixed",
            "due_fixed_date": row.due,
            "date_due": row.due,
        }

    def _prepare_lines(self, row, total, currency):
        """Return the line that makes the total with its tax, and one for the cent that rounding may leave."""
        tax = self._find_tax(row.tax)
        name = row.subject or row.contract
        if not tax:
            return [{"name": name, "quantity": 1, "price_unit": total, "tax_ids": [Command.clear()]}]
        included = tax.with_context(force_price_include=True).compute_all(total, currency)
        price = total if tax.price_include else included["total_excluded"]
        line = {"name": name, "quantity": 1, "price_unit": price, "tax_ids": [Command.set(tax.ids)]}
        rest = currency.round(total - tax.compute_all(price, currency)["total_included"])
        if not rest:
            return [line]
        rounding = {"name": self.env._("Rounding"), "quantity": 1, "price_unit": rest, "tax_ids": [Command.clear()]}
        return [line, rounding]

    # ------------------------------------------------------------
    # FINDING
    # ------------------------------------------------------------

    def _find_customer(self, name):
        partners = self.env["res.partner"]
        own = partners._check_company_domain(self.company_id)
        for field in ("ref", "vat", "name"):
            found = partners.search([*own, ("parent_id", "=", False), (field, "=", name)], limit=2)
            if len(found) > 1:
                raise UserError(
                    self.env._("More than one customer is called %s. Write its reference or its tax number.", name)
                )
            if found:
                return found
        raise UserError(self.env._("There is no customer %s. Create it first, or correct the name.", name))

    def _find_owner(self, name):
        if not name:
            return self.env["res.users"]
        is_called = Domain("login", "=", name) | Domain("name", "=", name)
        found = self.env["res.users"].search(is_called & Domain("company_ids", "in", self.company_id.ids), limit=2)
        if len(found) != 1:
            raise UserError(self.env._("%(company)s has no user %(name)s.", company=self.company_id.name, name=name))
        return found

    def _find_currency(self, code):
        if not code:
            return self.company_id.currency_id
        found = self.env["res.currency"].search([("name", "=", code)], limit=1)
        if not found:
            raise UserError(self.env._("Currency %s is not active.", code))
        return found

    def _find_tax(self, text):
        taxes = self.env["account.tax"]
        if not text:
            return taxes
        own = [*taxes._check_company_domain(self.company_id), ("type_tax_use", "=", "sale")]
        rate = contract_file.rate_of(text)
        wanted = [("name", "=", text)] if rate is None else [("amount", "=", rate), ("amount_type", "=", "percent")]
        found = taxes.search([*own, *wanted], limit=1)
        if not found and rate != 0:
            raise UserError(
                self.env._("%(company)s has no sales tax %(name)s.", company=self.company_id.name, name=text)
            )
        return found

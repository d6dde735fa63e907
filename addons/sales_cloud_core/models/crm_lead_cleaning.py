from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..tools import cleaning, names, places
from ..tools.text import squeeze

# How the text of a field becomes usable; a cleaner returns '' when the text holds no value.
TEXT_CLEANERS = {
    "partner_name": names.clean_company,
    "contact_name": squeeze,
    "name": squeeze,
    "website": cleaning.clean_website,
    "email_from": cleaning.clean_email,
    "phone": cleaning.clean_phone,
    "industry_note": lambda text: "; ".join(cleaning.split_list(text)),
}
CLEANED_FIELDS = {*TEXT_CLEANERS, "employee_count", "city"}


class CrmLead(models.Model):
    """Whatever way a lead comes in (file, form, web, API), its values are made usable and nothing is lost.

    Text that holds no value never replaces one. What cleaning changed for good is kept in ``import_note``.
    """

    _inherit = "crm.lead"

    employee_count = fields.Integer(
        "Employees",
        compute="_compute_employee_count",
        store=True,
        readonly=False,
        help="How many people the company employs; 0 when not known.",
    )
    industry_id = fields.Many2one(
        "res.partner.industry",
        compute="_compute_industry_id",
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    industry_note = fields.Char("Industries as Given", help="The industries as the file or form named them.")
    import_note = fields.Text(
        "Original Values", copy=False, help="What the file or form said, where cleaning kept only a part of it."
    )
    name_key = fields.Char(
        "Company Name Key",
        compute="_compute_name_key",
        store=True,
        index="btree_not_null",
        help="The company's name without legal form, case, accents and punctuation: equal for the same company.",
    )

    def _auto_init(self):
        """Fill the facts of existing leads from their customers with one statement instead of lead by lead."""
        if not column_exists(self.env.cr, self._table, "employee_count"):
            create_column(self.env.cr, self._table, "employee_count", "int4")
            create_column(self.env.cr, self._table, "industry_id", "int4")
            self.env.cr.execute(self._industry_init_sql())
        return super()._auto_init()

    # two computes, so that a value given for one field does not keep the other from the customer's
    @api.depends("partner_id")
    def _compute_employee_count(self):
        for lead in self:
            lead.employee_count = lead.employee_count or lead.partner_id.commercial_partner_id.employee_count

    @api.depends("partner_id")
    def _compute_industry_id(self):
        for lead in self:
            lead.industry_id = lead.industry_id or lead.partner_id.commercial_partner_id.industry_id

    @api.depends("partner_name")
    def _compute_name_key(self):
        for lead in self:
            lead.name_key = names.company_key(lead.partner_name) or False

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        notes = self._clean_vals_list(vals_list)
        for vals, lost in zip(vals_list, notes, strict=True):
            if lost:
                vals["import_note"] = self._join_notes(vals.get("import_note"), lost)
            if vals.get("partner_name") and not vals.get("name") and not vals.get("partner_id"):
                vals["name"] = vals["partner_name"]
        return super().create(vals_list)

    def write(self, vals):
        if CLEANED_FIELDS.isdisjoint(vals):
            return super().write(vals)
        cleaned = dict(vals)
        [lost] = self._clean_vals_list([cleaned])
        for name in lost.keys() - {"city", "country_id"}:
            if not cleaned[name]:
                del cleaned[name]
        return super().write(cleaned)

    def _join_notes(self, note, lost):
        """Return the note with a line 'Label: text' for each original value."""
        lines = [f"{self._fields[name]._description_string(self.env)}: {text}" for name, text in lost.items()]
        return "\n".join([*([note] if note else []), *lines])

    # ------------------------------------------------------------------
    # CLEANING
    # ------------------------------------------------------------------

    def _clean_vals_list(self, vals_list):
        """Clean the values in place; return for each the original texts that were not kept: {field: text}."""
        typed = [vals.get("phone") for vals in vals_list]
        notes = [self._clean_texts(vals) for vals in vals_list]
        self._clean_places(vals_list, notes)
        self._clean_industries(vals_list)
        self._clean_phones(
            [vals for vals, text in zip(vals_list, typed, strict=True) if self._is_phone_untidy(vals, text)]
        )
        return notes

    def _clean_texts(self, vals):
        lost = {}
        for name, clean in TEXT_CLEANERS.items():
            text = vals.get(name)
            if text and isinstance(text, str):
                vals[name] = clean(text) or False
                if not vals[name]:
                    lost[name] = text
        employees = vals.get("employee_count")
        if employees and not isinstance(employees, int):
            vals["employee_count"] = cleaning.parse_employees(employees) or 0
            if str(vals["employee_count"]) != str(employees).strip():
                lost["employee_count"] = employees
        return lost

    def _clean_places(self, vals_list, notes):
        """Take apart an address that stands in one field: 'Maplewood, Minnesota, U.S.' or '广东省深圳市南山区'."""
        untidy = [
            (vals, lost)
            for vals, lost in zip(vals_list, notes, strict=True)
            if isinstance(vals.get("city"), str) and places.is_compound(vals["city"])
        ]
        if not untidy:
            return
        tables = self.env["sales.cleaning"]._get_gazetteer()
        for vals, lost in untidy:
            country = self._get_country_id(vals)
            place = places.parse_place(vals["city"], tables, country or self.country_id[:1].id or None)
            if not place.country and not place.state:
                continue
            place_vals = self._prepare_place_vals(vals, place)
            if not place.is_whole or (place.street and "street" not in place_vals):
                lost["city"] = vals["city"]
            if country not in (False, place.country):
                lost["country_id"] = tables.code(country)
            vals.update(place_vals)

    def _prepare_place_vals(self, vals, place):
        """Return the address that the text in ``city`` named: its parts replace country and state, and fill the rest.

        A country within the text is nearer to the truth than one beside it, which often is that of the parent company.
        """
        place_vals = {"city": place.city or False, "country_id": place.country}
        if place.state or place.country != self._get_country_id(vals):
            place_vals["state_id"] = place.state or False
        texts = {"street": place.street, "zip": place.zip}
        return place_vals | {
            name: text for name, text in texts.items() if text and not vals.get(name) and not any(self.mapped(name))
        }

    def _get_country_id(self, vals):
        """Return the id of the country in values, where a merge has the record; False for none."""
        country = vals.get("country_id")
        return country.id if isinstance(country, models.BaseModel) else country or False

    def _clean_industries(self, vals_list):
        untidy = [vals for vals in vals_list if vals.get("industry_note") and not vals.get("industry_id")]
        if not untidy:
            return
        find = self.env["sales.cleaning"]._get_industry_finder()
        for vals in untidy:
            if industry := find(vals["industry_note"]):
                vals["industry_id"] = industry

    def _is_phone_untidy(self, vals, typed):
        """Say whether the number needs a format: it comes from a file, or had a label or wide characters.

        A number that stands by itself stays as typed, as everywhere in Odoo; its normal form is `phone_sanitized`.
        """
        return vals.get("phone") and (self.env.context.get("import_file") or vals["phone"] != typed)

    def _clean_phones(self, vals_list):
        """Format phone numbers internationally, by the country of the address or else of the company."""
        if not vals_list:
            return
        country_ids = {self._get_country_id(vals) for vals in vals_list} - {False}
        countries = self.env["res.country"].browse(country_ids).grouped("id")
        default = self.country_id if len(self.country_id) == 1 else self.env.company.country_id
        for vals in vals_list:
            country = countries.get(self._get_country_id(vals), default)
            phone = self._phone_format_number(vals["phone"], country, force_format="INTERNATIONAL")
            vals["phone"] = phone or vals["phone"]

    def _industry_init_sql(self):
        return SQL(
            """
            UPDATE crm_lead AS lead SET industry_id = company.industry_id
              FROM res_partner AS partner JOIN res_partner AS company ON company.id = partner.commercial_partner_id
             WHERE partner.id = lead.partner_id AND company.industry_id IS NOT NULL
            """
        )

    # ------------------------------------------------------------------
    # CONVERSION AND MERGE
    # ------------------------------------------------------------------

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        values = super()._prepare_customer_values(partner_name, is_company=is_company, parent_id=parent_id)
        if is_company:
            values.update(industry_id=self.industry_id.id, employee_count=self.employee_count)
        return values

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "employee_count", "industry_id", "industry_note"]

    def _merge_get_fields_specific(self):
        return {
            **super()._merge_get_fields_specific(),
            "import_note": lambda fname, leads: "\n".join(filter(None, leads.mapped("import_note"))) or False,
        }

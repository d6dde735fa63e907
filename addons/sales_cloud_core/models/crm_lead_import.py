import re

from odoo import api, models

from ..tools import cleaning, places
from ..tools.table import ImportTable
from ..tools.text import is_nothing, key


class CrmLead(models.Model):
    """Untidy columns become importable before Odoo converts them; what stays unreadable is an error of its row."""

    _inherit = "crm.lead"

    @api.model
    def load(self, fields, data):
        table = ImportTable(fields, data)
        table.rename("industry_id", "industry_note")
        rows = table.rows[: self._get_import_size(table)]
        self._clean_import_employees(table, rows)
        if table.has("country_id", "state_id"):
            self._clean_import_areas(table, rows, self.env["sales.cleaning"]._get_gazetteer())
        return super(CrmLead, self._with_import_owner(table)).load(table.fields, table.rows)

    @api.model
    def get_import_templates(self):
        language = "zh_CN" if self.env.lang == "zh_CN" else "en"
        ours = {
            "label": self.env._("Import Template for Leads with Company Data"),
            "template": f"/sales_cloud_core/static/xlsx/leads_import_template_{language}.xlsx",
        }
        return [ours, *super().get_import_templates()]

    def _get_import_size(self, table):
        """Return how many rows this call will load; the import screen hands over all that remain, batch by batch."""
        has_lines = any(name.count("/") and not name.endswith(("/id", "/.id")) for name in table.fields)
        return None if has_lines else self.env.context.get("_import_limit")

    def _with_import_owner(self, table):
        """Leads that operations import without naming a salesperson belong to the company and to nobody yet."""
        has_owner = table.has("user_id", "user_id/id", "user_id/.id")
        if has_owner or not self.env.user.has_group("sales_cloud_core.group_operations"):
            return self
        return self.with_context(default_user_id=False, default_company_id=self.env.company.id)

    def _note_import(self, table, row, name):
        """Keep the text of a cell that is about to be replaced."""
        table.append(row, "import_note", f"{self._fields[name]._description_string(self.env)}: {table.get(row, name)}")

    def _clean_import_employees(self, table, rows):
        for row in rows:
            text = table.get(row, "employee_count").strip()
            number = cleaning.parse_employees(text)
            if number and str(number) != text:
                if str(number) != re.sub(r"[\s,.'’]", "", text):
                    self._note_import(table, row, "employee_count")
                table.put(row, "employee_count", str(number))
            elif text and is_nothing(text):
                table.put(row, "employee_count", "")

    def _clean_import_areas(self, table, rows, tables):
        """Replace countries and states by their exact names; a place in the country column gives its city as well."""
        countries = {country.id: country.name for country in self.env["res.country"].search([])}
        states = {}
        if table.has("state_id"):
            states = {state.id: state.display_name for state in self.env["res.country.state"].search([])}
        for row in rows:
            country = self._clean_import_country(table, row, tables, countries)
            area = tables.state(table.get(row, "state_id"), country)
            if area:
                table.put(row, "state_id", states[area[1]])
                table.put(row, "country_id", countries[area[0]])

    def _clean_import_country(self, table, row, tables, names):
        """Clean the country cell of a row and return the country, None when there is none to be read."""
        text = table.get(row, "country_id")
        if not text or is_nothing(text):
            if text:
                table.put(row, "country_id", "")
            return None
        country = tables.country(text)
        if not country:
            place = places.parse_place(text, tables)
            country = place.country
            if not country:
                return None
            self._fill_import_city(table, row, tables, place)
        if key(names[country]) != key(text):
            table.put(row, "country_id", names[country])
        return country

    def _fill_import_city(self, table, row, tables, place):
        """Let the place that stands in the country column be the city, where the row names no other."""
        city = table.get(row, "city")
        named = places.parse_place(city, tables, place.country) if city else None
        if place.city and not (named and named.city):
            if city:
                self._note_import(table, row, "city")
            table.put(row, "city", table.get(row, "country_id"))
        elif (named and named.city) != place.city:
            self._note_import(table, row, "country_id")

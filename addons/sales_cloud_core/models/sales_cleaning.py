from odoo import api, models, tools
from odoo.tools import SQL

from ..tools import industries, regions
from ..tools.cleaning import split_list
from ..tools.gazetteer import Gazetteer
from ..tools.text import key


class SalesCleaning(models.AbstractModel):
    """Look-up tables of this database for the pure functions that clean input. Each costs few queries per batch."""

    _name = "sales.cleaning"
    _description = "Cleaning of Untidy Input"

    @api.model
    def _get_gazetteer(self):
        """Return the countries and states by every name in every language; names of states also in other scripts.

        A state whose name several countries have is first that of the company's own country, then of the United States.
        """
        countries = self.env.execute_query(SQL("SELECT id, code, name FROM res_country WHERE code IS NOT NULL"))
        states = self.env.execute_query(
            SQL(
                """
                SELECT state.id, state.country_id, state.code, state.name
                  FROM res_country_state AS state
             LEFT JOIN res_country AS country ON country.id = state.country_id
              ORDER BY state.country_id = %s DESC NULLS LAST, country.code = 'US' DESC, state.id
                """,
                self.env.company.country_id.id or None,
            )
        )
        return Gazetteer.build(
            ((country, code, names.values()) for country, code, names in countries),
            ((state, country, code, [name]) for state, country, code, name in states),
        )

    @api.model
    def _get_industry_finder(self):
        """Return a function from a list of industries as text to the id of a `res.partner.industry` or False.

        An entry that is the name of an industry comes first, then the standard section that most entries fall into.
        """
        rows = self.env.execute_query(SQL("SELECT id, name FROM res_partner_industry WHERE active ORDER BY id DESC"))
        by_name = {key(name): industry for industry, names in rows for name in (names or {}).values()}
        known = set(by_name.values())

        def find(text):
            for entry in split_list(text):
                if industry := by_name.get(key(entry)):
                    return industry
            xmlid = f"base.res_partner_industry_{industries.section(text)}"
            industry = self.env["ir.model.data"]._xmlid_to_res_id(xmlid)
            return industry if industry in known else False

        return find

    @api.model
    def _get_city_finder(self):
        """Return a function from (city, state id, country id) to the key of the city, see `tools.regions`."""
        countries, provinces = self._get_region_codes()

        def find(city, state_id, country_id):
            country = countries.get(country_id, "-") if country_id else ""
            return regions.city_key(city, country, provinces.get(state_id, ""))

        return find

    @api.model
    def _get_province_states(self):
        """Return {code of a Chinese province: id of its state}."""
        return {province: state for state, province in self._get_region_codes()[1].items()}

    @api.model
    @tools.ormcache("state_id")
    def _get_country_id(self, state_id):
        """Return the id of the country of a state, False without one."""
        return self.env["res.country.state"].browse(state_id).country_id.id

    @api.model
    @tools.ormcache()
    def _get_region_codes(self):
        """Return ({id: code} of the countries with Chinese regions, {id of a state: code of the Chinese province})."""
        codes = tuple(regions.CHINESE_COUNTRIES)
        countries = self.env.execute_query(SQL("SELECT id, code FROM res_country WHERE code IN %s", codes))
        states = self.env.execute_query(
            SQL(
                """
                SELECT state.id, state.code FROM res_country_state AS state
                  JOIN res_country AS country ON country.id = state.country_id WHERE country.code = 'CN'
                """
            )
        )
        provinces = {state: regions.PROVINCES[code] for state, code in states if code in regions.PROVINCES}
        return dict(countries), provinces

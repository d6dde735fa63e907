"""Countries and states by every name they are written with."""

import re
from dataclasses import dataclass, field

from . import place_names
from .text import has_cjk, key

_CN_UNIT = re.compile(r"(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|都|府|県)$")


@dataclass
class Gazetteer:
    """Look-up tables from names to whatever identifies a country or state to the caller (database ids).

    ``countries``: key -> country; ``codes``: 'DE' -> country; ``states``: key -> [(country, state)];
    ``state_codes``: (country, 'CA') -> state; ``cities``: '深圳' -> (country, state)
    """

    countries: dict = field(default_factory=dict)
    codes: dict = field(default_factory=dict)
    states: dict = field(default_factory=dict)
    state_codes: dict = field(default_factory=dict)
    cities: dict = field(default_factory=dict)

    @classmethod
    def build(cls, countries, states):
        """Return a gazetteer of the given rows and the aliases in `place_names`.

        :param countries: iterable of (country, code, names)
        :param states: iterable of (state, country, code, names); a state keeps the first meaning of a code
        """
        tables = cls()
        for country, code, names in countries:
            tables.codes[code.upper()] = country
            for name in [*names, *place_names.COUNTRY_NAMES.get(code.upper(), "").split("|")]:
                if name:
                    tables.countries.setdefault(key(name), country)
        for state, country, code, names in states:
            tables.state_codes.setdefault((country, code.upper()), state)
            for name in names:
                tables._add_state(name, country, state)
        tables._add_aliases()
        return tables

    def _add_state(self, name, country, state):
        for spelling in {key(name), *(key(part) for part in re.split(r"[()/]", name or ""))}:
            if has_cjk(spelling):
                self._append(_CN_UNIT.sub("", spelling), country, state)
            self._append(spelling, country, state)

    def _append(self, spelling, country, state):
        entries = self.states.setdefault(spelling, []) if spelling else []
        if all(known != country for known, _state in entries):
            entries.append((country, state))

    def _add_aliases(self):
        for country_code, entries in place_names.STATE_NAMES.items():
            country = self.codes.get(country_code)
            for entry in entries.split(";"):
                code, names = entry.split(":")
                if state := self.state_codes.get((country, code.upper())):
                    for name in names.split("|"):
                        self._append(key(name), country, state)
        for country_code, cities_by_state in place_names.CITIES.items():
            country = self.codes.get(country_code)
            for code, cities in cities_by_state.items():
                for city in cities.split("|"):
                    self.cities[city] = (country, self.state_codes.get((country, code)))

    def country(self, text):
        """Return the country that the text names and nothing else, None otherwise.

        >>> tables = Gazetteer.build([("us", "US", ["United States"])], [])
        >>> tables.country("U.S."), tables.country("us"), tables.country("美国"), tables.country("San Jose")
        ('us', 'us', 'us', None)
        """
        text = (text or "").strip()
        return self.countries.get(key(text)) or (self.codes.get(text.upper()) if len(text) == 2 else None)

    def code(self, country):
        """Return the code of a country, '' for an unknown one."""
        return next((code for code, known in self.codes.items() if known == country), "")

    def state(self, text, country=None):
        """Return (country, state) that a part of an address names, None when it names none.

        >>> tables = Gazetteer.build([("us", "US", [])], [("ca", "us", "CA", ["California"])])
        >>> tables.state("california"), tables.state("CA", "us"), tables.state("CA"), tables.state("Ohio")
        (('us', 'ca'), ('us', 'ca'), None, None)
        """
        spelling = re.sub(r"^(canton|state|province) of | (prefecture|province|county council)$", "", key(text))
        entries = self.states.get(spelling, [])
        for entry in entries:
            if country in (None, entry[0]):
                return entry
        code = spelling.upper().replace(" ", "")
        if country and len(code) in (2, 3) and (country, code) in self.state_codes:
            return (country, self.state_codes[country, code])
        return None

    def state_of_city(self, city, country=None):
        """Return (country, state) of a city that is known to belong to one, (country, None) otherwise.

        >>> tables = Gazetteer.build([("cn", "CN", [])], [("gd", "cn", "粤", ["广东省"])])
        >>> tables.state_of_city("深圳市"), tables.state_of_city("Shenzhen")
        (('cn', 'gd'), (None, None))
        """
        folded = key(city)
        known = self.cities.get(folded) or self.cities.get(re.sub("市$", "", folded))
        return known if known and country in (None, known[0]) else (country, None)

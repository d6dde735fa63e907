"""A file to import: field names and rows of text."""

COMPANY_FACTS = frozenset({"employee_count", "industry_id", "industry_note"})
# A column of these either names the company or makes the file one of leads and deals.
NOT_IN_A_COMPANY_LIST = frozenset({"partner_id", "partner_name", "type", "stage_id", "expected_revenue", "probability"})


def lists_companies(fields):
    """Tell whether a file lists companies whose names can only be in its column ``name``.

    :param fields: the fields that the columns of the file fill

    >>> lists_companies(["name", "country_id", "website", "employee_count"])
    True
    >>> lists_companies(["name", "website"]), lists_companies(["name", "employee_count", "expected_revenue"])
    (False, False)
    """
    return not COMPANY_FACTS.isdisjoint(fields) and NOT_IN_A_COMPANY_LIST.isdisjoint(fields)


class ImportTable:
    """Rows whose cells are reached by field name. The caller's lists stay as they are.

    A column is added only while the rows make new records: an added empty cell would wipe a value of an existing one.

    >>> table = ImportTable(["name", "city"], [["Acme", ""], ["Beta", "Bonn"]])
    >>> first, second = table.rows
    >>> table.put(first, "city", "Rome"), table.append(first, "note", "a"), table.append(first, "note", "b")
    (None, None, None)
    >>> table.fields, table.get(first, "note").splitlines(), second
    (['name', 'city', 'note'], ['a', 'b'], ['Beta', 'Bonn', ''])
    >>> table = ImportTable(["id", "name"], [["x.y", "Acme"]])
    >>> table.put(table.rows[0], "city", "Rome")
    >>> table.fields
    ['id', 'name']
    """

    def __init__(self, fields, rows):
        self.fields = list(fields)
        self.rows = [list(row) for row in rows]
        self._positions = {name: position for position, name in enumerate(self.fields)}
        self._is_growing = not {"id", ".id"} & set(self.fields)

    def has(self, *names):
        """Tell whether the table has one of these columns."""
        return any(name in self._positions for name in names)

    def rename(self, name, new_name):
        """Give a column to another field, unless that field has its own."""
        if name in self._positions and new_name not in self._positions:
            self._positions[new_name] = position = self._positions.pop(name)
            self.fields[position] = new_name

    def get(self, row, name):
        """Return the text of a cell, '' for a missing column or no text."""
        position = self._positions.get(name)
        value = row[position] if position is not None else ""
        return value if isinstance(value, str) else ""

    def put(self, row, name, text):
        """Set a cell."""
        if name not in self._positions:
            if not self._is_growing:
                return
            self._positions[name] = len(self.fields)
            self.fields.append(name)
            for other in self.rows:
                other.append("")
        row[self._positions[name]] = text

    def append(self, row, name, line):
        """Add a line to a cell."""
        self.put(row, name, "\n".join(filter(None, (self.get(row, name), line))))

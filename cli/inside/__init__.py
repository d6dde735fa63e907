"""Scripts that run in Odoo's Python, with Odoo imported; the rest of `cli` needs the standard library alone."""

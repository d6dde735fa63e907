from odoo.tools import SQL


def lock_rows(records):
    """Let one transaction at a time go on with these records; who comes second sees what the first did.

    Touching the rows makes the second fail to serialise, so that Odoo runs its request again. A plain row lock would
    let it go on with its old view of everything that the first did not write.
    """
    touch_rows(records)
    records.invalidate_recordset()


def touch_rows(records):
    """Do the same where what was read of these records stays right; no query without a record."""
    if not records:
        return
    records.flush_recordset()
    records.env.cr.execute(
        SQL(
            "UPDATE %s SET write_uid = write_uid WHERE id IN %s",
            SQL.identifier(records._table),
            tuple(sorted(records.ids)),
        )
    )

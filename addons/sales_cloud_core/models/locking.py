from odoo.tools import SQL


def lock_rows(records):
    """Let one transaction at a time go on with these records; who comes second sees what the first did.

    Touching the rows makes the second fail to serialise, so that Odoo runs its request again. A plain row lock would
    let it go on with its old view of everything that the first did not write.
    """
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
    records.invalidate_recordset()

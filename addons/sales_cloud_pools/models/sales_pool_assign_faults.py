import logging

from psycopg2 import OperationalError

from odoo import fields, models

ERRORS_SHOWN = 10

_logger = logging.getLogger(__name__)


class SalesPool(models.Model):
    """What could not be assigned, and why: one bad record never keeps the others."""

    _inherit = "sales.pool"

    assign_error = fields.Text(
        "Could not Be Assigned", readonly=True, copy=False, help="What the last assignment had to leave out, and why."
    )

    def _give_safely(self, records, received, move):
        """Give records to people; if that fails, halve the set until the bad record stands alone.

        :param dict received: {user id: record ids}
        :return: {record id: error} of those that could not be given
        """
        wanted = [record_id for ids in received.values() for record_id in ids]
        try:
            with self.env.cr.savepoint():
                records.browse(wanted)._write_owners(received, move)
        except OperationalError:
            raise
        except Exception as error:
            if len(wanted) == 1:
                _logger.info("Free record %s could not be assigned: %s", records.browse(wanted), error)
                return {wanted[0]: str(error)}
            errors = {}
            for half in (wanted[: len(wanted) // 2], wanted[len(wanted) // 2 :]):
                part = {user_id: [each for each in ids if each in set(half)] for user_id, ids in received.items()}
                errors |= self._give_safely(records, {key: ids for key, ids in part.items() if ids}, move)
            return errors
        return {}

    def _note_assign_errors(self, failed):
        """Tell the managers on the pool what could not be assigned.

        :param dict failed: {record id: error}; the id False stands for the run itself
        """
        records = self._get_records().browse(key for key in failed if key).exists()
        lines = [f"{record.display_name}: {failed[record.id]}" for record in records[:ERRORS_SHOWN]]
        if len(records) > ERRORS_SHOWN:
            lines.append(self.env._("%s more", len(records) - ERRORS_SHOWN))
        if False in failed:
            lines.append(self.env._("The run stopped: %s", failed[False]))
        text = "\n".join(lines) or False
        if self.assign_error != text:
            self.assign_error = text

from . import (
    base_import_import,
    base_partner_merge,
    mail_compose_message,
    sales_pool_handover,
    sales_pool_handover_line,
    sales_pool_operation,
    sales_pool_protection,
    sales_pool_simulation,
    sales_pool_simulation_line,
)

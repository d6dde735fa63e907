from . import (
    digest_digest,
    sales_dashboard,
    sales_dashboard_attainment,
    sales_dashboard_collections,
    sales_dashboard_export,
    sales_dashboard_pipeline,
    sales_dashboard_pools,
    sales_data_right,
    sales_target,
    sales_target_metric,
    sales_target_plan,
    sales_target_rights,
)

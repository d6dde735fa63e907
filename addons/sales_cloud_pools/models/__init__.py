from . import (
    sales_pool,
    sales_pool_absence,
    sales_pool_age,
    sales_pool_assign,
    sales_pool_assign_faults,
    sales_pool_creating,
    sales_pool_domain,
    sales_pool_entry,
    sales_pool_health,
    sales_pool_line,
    sales_pool_load,
    sales_pool_mask,
    sales_pool_match,
    sales_pool_plan,
    sales_pool_protection,
    sales_pool_queue,
    sales_pool_reclaim,
    sales_pool_release,
    sales_pool_returning,
    sales_pool_territory,
    sales_pool_warn,
)

# isort: split
from . import (
    sales_pool_digest,
    sales_pool_holding,
    sales_pool_member,
    sales_pool_member_territory,
    sales_pool_pause,
    sales_pool_quota,
    sales_pool_return_reason,
    sales_pool_reveal,
    sales_pool_rule,
    sales_pool_transfer,
)

# isort: split
from . import (
    sales_pool_deadline,
    sales_pool_holding_digest,
    sales_pool_holding_extension,
    sales_pool_holding_protection,
    sales_pool_holding_reason,
    sales_pool_holding_reclaim,
    sales_pool_holding_release,
)

# isort: split
from . import base, sales_customer_guard_mixin, sales_pool_masking_mixin

# isort: split
from . import sales_pooled_mixin

# isort: split
from . import (
    sales_pooled_actions,
    sales_pooled_age,
    sales_pooled_browsing,
    sales_pooled_claim,
    sales_pooled_duplicates,
    sales_pooled_followers,
    sales_pooled_import,
    sales_pooled_masking,
    sales_pooled_namesakes,
    sales_pooled_ownership,
    sales_pooled_protection,
    sales_pooled_returning,
    sales_pooled_thread,
)

# isort: split
from . import sales_customer_release_mixin

# isort: split
from . import (
    calendar_attendee,
    calendar_event,
    crm_lead,
    crm_team,
    crm_team_member,
    ir_attachment,
    mail_followers,
    res_company,
    res_config_settings,
    res_partner,
    res_users,
    resource_calendar,
    resource_calendar_attendance,
    resource_calendar_leaves,
    sales_approval_rule,
    sales_approval_step,
    sales_customer_tier,
)

# isort: split
from . import (
    crm_lead_line,
    crm_lead_merging,
    crm_lead_place,
    crm_lead_returning,
    res_partner_archive,
    res_partner_creating,
    res_partner_deals,
    res_partner_line,
    res_partner_line_sight,
    res_partner_release,
    res_partner_returning,
)

# isort: split
from . import crm_lead_masking, res_partner_masking, res_users_masking

# isort: split
from . import sales_pool_placement

# isort: split
from . import sales_pool_placement_facts, sales_pool_placement_masking

SWITCHED = "sales_cloud_core.leads_switched_on"


def post_init_hook(env):
    """Switch leads on, as the settings of CRM do: what comes in is a lead first."""
    if _set_leads(env, True):
        env["ir.config_parameter"].set_param(SWITCHED, True)


def uninstall_hook(env):
    """Switch leads off again where the installation switched them on. They stay what they are."""
    parameters = env["ir.config_parameter"]
    if parameters.get_param(SWITCHED):
        _set_leads(env, False)
        parameters.set_param(SWITCHED, False)


def _set_leads(env, is_on):
    """Use leads or not; return whether that is a change."""
    internal, leads = env.ref("base.group_user"), env.ref("crm.group_use_lead")
    if (leads in internal.all_implied_ids) == is_on:
        return False
    if is_on:
        internal._apply_group(leads)
    else:
        internal._remove_group(leads)
    teams = env["crm.team"].with_context(active_test=False)
    teams.search([("use_opportunities", "=", True)]).use_leads = is_on
    return True

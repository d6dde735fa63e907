def post_init_hook(env):
    """Switch leads on, as the settings of CRM do: what comes in is a lead first. An uninstallation leaves them on."""
    internal, leads = env.ref("base.group_user"), env.ref("crm.group_use_lead")
    if leads not in internal.all_implied_ids:
        internal._apply_group(leads)
        teams = env["crm.team"].with_context(active_test=False)
        teams.search([("use_opportunities", "=", True)]).use_leads = True

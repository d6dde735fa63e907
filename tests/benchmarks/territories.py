"""Territories: the rules of 200 of them over many customers, and the preview of a plan."""

from . import seed
from .frame import Case, benchmark, settle


@benchmark(volume=500_000)
def running_territory_rules(env, volume):
    """Put every customer into one of 200 territories, beside the plain SQL that matches and inserts the same rows."""
    model = _seed(env, volume)
    return Case(subject=model._run_all, reference=lambda: _bare_rules(env, model), limit=5.0, repeat=1)


@benchmark(volume=500_000, is_settled=True)
def previewing_a_territory_model(env, volume):
    """Say what a plan would move, beside the plain SQL that matches and compares."""
    model = _seed(env, volume)
    model._run_all()
    plan = model.copy()
    plan.territory_ids.filtered(lambda territory: territory.name == "City 0").rule_ids.unlink()
    settle(env, "res_partner")
    return Case(subject=plan.simulate, reference=lambda: _bare_preview(env, plan, model), limit=5.0, repeat=1)


def _seed(env, volume):
    env["sales.territory.model"].search([("state", "=", "active")])._retire()
    env.ref("base.group_user").implied_ids += env.ref("sales_cloud_core.group_use_territories")
    model = seed.territories(env)
    model._put_in_force()
    seed.customers(env, volume)
    return model


def _matched(model):
    """The matching by hand: every territory with the criteria of those above, joined by its province."""
    return f"""
        SELECT DISTINCT ON (customer.id) customer.id, flat.territory_id, flat.rule_id
          FROM res_partner AS customer
          JOIN (SELECT territory.id AS territory_id, rule.id AS rule_id, territory.sequence,
                       length(territory.parent_path) - length(replace(territory.parent_path, '/', '')) AS depth,
                       province.res_country_state_id AS state_id, rule.city_keys,
                       industry.res_partner_industry_id AS industry_id
                  FROM sales_territory AS territory
                  JOIN sales_territory_rule AS rule ON rule.territory_id = territory.id
                  JOIN sales_territory AS top
                    ON top.model_id = territory.model_id AND territory.parent_path LIKE top.parent_path || '%'
                  JOIN sales_territory_rule AS top_rule ON top_rule.territory_id = top.id
                  JOIN res_country_state_sales_territory_rule_rel AS province
                    ON province.sales_territory_rule_id = top_rule.id
             LEFT JOIN res_partner_industry_sales_territory_rule_rel AS industry
                    ON industry.sales_territory_rule_id = rule.id
                 WHERE territory.model_id = {model.id}) AS flat
            ON flat.state_id = customer.state_id
           AND (flat.city_keys IS NULL OR flat.city_keys = customer.city_key)
           AND (flat.industry_id IS NULL OR flat.industry_id = customer.industry_id)
         WHERE customer.active AND customer.partner_share AND customer.id = customer.commercial_partner_id
      ORDER BY customer.id, flat.depth DESC, flat.sequence
    """


def _bare_rules(env, model):
    env.cr.execute("DELETE FROM sales_territory_assignment WHERE model_id = %s", (model.id,))  # the story's few
    env.cr.execute(
        f"""
        INSERT INTO sales_territory_assignment (model_id, territory_id, partner_id, cause, rule_id, is_tie)
        SELECT {model.id}, territory_id, id, 'rule', rule_id, FALSE FROM ({_matched(model)}) AS matched
        """
    )


def _bare_preview(env, plan, model):
    env.cr.execute(
        f"""
        SELECT line.territory_id, matched.territory_id, count(*)
          FROM ({_matched(plan)}) AS matched
     FULL JOIN (SELECT * FROM sales_territory_assignment WHERE model_id = {model.id}) AS line
            ON line.partner_id = matched.id
          JOIN sales_territory AS after ON after.id = matched.territory_id
         WHERE after.origin_id IS DISTINCT FROM line.territory_id
      GROUP BY 1, 2
        """
    )
    env.cr.fetchall()

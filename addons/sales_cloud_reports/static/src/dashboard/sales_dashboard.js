import { Component, onWillStart, useEffect, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { Layout } from "@web/search/layout";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DashboardChart } from "./dashboard_chart";

const AMOUNT_COLUMNS = ["won", "signed", "invoiced", "collected"];

/**
 * The sales dashboard: tiles, charts and a table of people for one period and team. All figures and the actions behind
 * them come from `sales.dashboard.get_dashboard`; nothing is computed here.
 */
export class SalesDashboard extends Component {
    static template = "sales_cloud_reports.SalesDashboard";
    static components = { DashboardChart, Dropdown, DropdownItem, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.keepLast = new KeepLast();
        const kept = this.props.state || {};
        this.state = useState({
            filters: kept.filters || { period: "month", team_id: false, metric_id: false },
            data: null,
            isLoading: false,
        });
        this.columns = AMOUNT_COLUMNS;
        onWillStart(() => this.load());
        useEffect(
            (title) => {
                if (title) {
                    this.env.config.setDisplayName(title);
                }
            },
            () => [this.state.data?.title],
        );
    }

    async load() {
        this.state.isLoading = true;
        const { period, team_id, metric_id } = this.state.filters;
        try {
            this.state.data = await this.keepLast.add(
                this.orm.call("sales.dashboard", "get_dashboard", [], {
                    period,
                    team_id: team_id || null,
                    metric_id: metric_id || null,
                }),
            );
        } finally {
            this.state.isLoading = false;
        }
    }

    async setFilter(values) {
        Object.assign(this.state.filters, values);
        await this.load();
    }

    // ------------------------------------------------------------
    // Display
    // ------------------------------------------------------------

    get data() {
        return this.state.data;
    }

    get columnLabels() {
        return Object.fromEntries(this.data.tiles.map((tile) => [tile.key, tile.label]));
    }

    get periodLabel() {
        return this.data.periods.find((period) => period.key === this.state.filters.period).label;
    }

    get teamLabel() {
        const team = this.data.teams.find((team) => team.id === this.state.filters.team_id);
        return team ? team.name : _t("All Teams");
    }

    get isEmpty() {
        return !this.data.people.length && !this.data.pipeline.length;
    }

    formatMoney(value, options = {}) {
        return formatMonetary(value, { currencyId: this.data.currency_id, digits: [16, 0], ...options });
    }

    formatExact(value) {
        return formatMonetary(value, { currencyId: this.data.currency_id });
    }

    formatShort(value) {
        const digits = [16, Math.abs(value) < 1e6 ? 0 : 2];
        return formatMonetary(value, { currencyId: this.data.currency_id, humanReadable: true, digits });
    }

    formatPercent(value) {
        return value === null ? "–" : `${formatFloat(value, { digits: [16, 1], trailingZeros: false })}%`;
    }

    formatTile(tile) {
        const formatters = {
            monetary: () => this.formatMoney(tile.value),
            percent: () => this.formatPercent(tile.value),
            integer: () => formatInteger(tile.value),
        };
        return formatters[tile.kind]();
    }

    toneClass(tone) {
        return tone ? `text-${tone}` : "";
    }

    barWidth(percent) {
        return `width: ${Math.max(0, Math.min(percent || 0, 100))}%`;
    }

    // ------------------------------------------------------------
    // Charts
    // ------------------------------------------------------------

    get attainmentChart() {
        const people = this.data.people.filter((person) => person.target || person.attained).slice(0, 20);
        return {
            labels: people.map((person) => person.name),
            series: [
                {
                    label: this.data.attainment.metric_name,
                    values: people.map((person) => person.attained),
                    actions: people.map((person) => person.action),
                },
                {
                    label: _t("Target"),
                    values: people.map((person) => person.target),
                    actions: people.map((person) => person.action),
                    muted: true,
                },
            ],
        };
    }

    get pipelineChart() {
        const stages = this.data.pipeline;
        return {
            labels: stages.map((stage) => stage.name),
            series: [
                {
                    label: _t("Expected Revenue"),
                    values: stages.map((stage) => stage.amount),
                    actions: stages.map((stage) => stage.action),
                },
            ],
        };
    }

    // ------------------------------------------------------------
    // Actions
    // ------------------------------------------------------------

    open(action) {
        return this.action.doAction(action);
    }

    download(format) {
        const params = new URLSearchParams();
        for (const [key, value] of Object.entries(this.state.filters)) {
            if (value) {
                params.set(key, value);
            }
        }
        return this.action.doAction({
            type: "ir.actions.act_url",
            url: `/sales_cloud/dashboard/${format}?${params}`,
            target: "download",
        });
    }
}

registry.category("actions").add("sales_cloud_dashboard", SalesDashboard);

import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { parseMonetary } from "@web/views/fields/parsers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const INDENT = { company: "", team: "ps-3", person: "ps-5" };

/**
 * The targets of a plan as a table: company, teams and people down, periods across. What the level below adds up to,
 * less the target itself, shows in red below a cell as long as it is not zero.
 */
export class TargetMatrixField extends Component {
    static template = "sales_cloud_reports.TargetMatrixField";
    static props = { ...standardFieldProps };

    setup() {
        this.notification = useService("notification");
    }

    get records() {
        return this.props.record.data[this.props.name].records;
    }

    get periods() {
        const starts = new Map();
        for (const { data } of this.records) {
            if (data.date_start) {
                starts.set(data.date_start.toISODate(), data.period_name);
            }
        }
        return [...starts].sort().map(([start, name]) => ({ start, name }));
    }

    /** One row per company, team and person, in the order of the hierarchy. */
    get rows() {
        const rows = new Map();
        for (const record of this.records) {
            const { node, team_id, user_id, date_start } = record.data;
            if (!date_start) {
                continue;
            }
            const key = [node, team_id?.id || 0, user_id?.id || 0].join();
            if (!rows.has(key)) {
                const name = user_id?.display_name || team_id?.display_name || _t("Company");
                rows.set(key, { key, node, teamId: team_id?.id || 0, name, cells: {} });
            }
            rows.get(key).cells[date_start.toISODate()] = record;
        }
        const rank = { company: 0, team: 1, person: 2 };
        return [...rows.values()].sort(
            (a, b) => a.teamId - b.teamId || rank[a.node] - rank[b.node] || a.name.localeCompare(b.name),
        );
    }

    getTotal(row) {
        return Object.values(row.cells).reduce((total, record) => total + record.data.amount, 0);
    }

    /** Return what the rows below add up to in a period, less the row's own target; 0 where nothing is below. */
    getDifference(rows, row, start) {
        const below = { company: "team", team: "person" }[row.node];
        const parts = rows.filter(
            (other) => other.node === below && (row.node === "company" || other.teamId === row.teamId),
        );
        const amounts = parts.map((other) => other.cells[start]?.data.amount || 0);
        if (!amounts.length) {
            return 0;
        }
        const sum = amounts.reduce((total, amount) => total + amount, 0);
        return Math.round((sum - (row.cells[start]?.data.amount || 0)) * 100) / 100;
    }

    getIndent(row) {
        return INDENT[row.node];
    }

    isReadonly(record) {
        return this.props.readonly || record.data.is_elapsed_locked;
    }

    format(amount) {
        const digits = Number.isInteger(amount) ? [16, 0] : undefined;
        return formatMonetary(amount, { currencyId: this.currencyId, noSymbol: true, digits });
    }

    get currencyId() {
        return this.props.record.data.currency_id?.id;
    }

    async update(record, ev) {
        try {
            await record.update({ amount: parseMonetary(ev.target.value) });
        } catch {
            this.notification.add(_t("Enter an amount, for example 120000."), { type: "danger" });
            ev.target.value = this.format(record.data.amount);
        }
    }
}

registry.category("fields").add("sales_target_matrix", {
    component: TargetMatrixField,
    displayName: _t("Target Matrix"),
    supportedTypes: ["one2many"],
    useSubView: true,
});

/* global Chart */

import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";

/** A chart of one or more series over the same labels; a click on a value opens the action behind it. */
export class DashboardChart extends Component {
    static template = "sales_cloud_reports.DashboardChart";
    static props = {
        data: Object,
        format: Function,
        horizontal: { type: Boolean, optional: true },
        onOpen: Function,
        title: String,
        type: String,
    };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.renderChart(),
            () => [JSON.stringify(this.props.data)],
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get height() {
        return this.props.horizontal ? Math.max(220, 60 + this.props.data.labels.length * 40) : 260;
    }

    renderChart() {
        this.chart?.destroy();
        this.chart = new Chart(this.canvasRef.el, this.config);
    }

    get colorScheme() {
        return cookie.get("color_scheme");
    }

    get datasets() {
        return this.props.data.series.map((series, index) => {
            const muted = getCustomColor(this.colorScheme, "#d8dadd", "#3c3e4b");
            const color = series.muted ? muted : getColor(index, this.colorScheme, "sm");
            return {
                label: series.label,
                data: series.values,
                backgroundColor: color,
                borderColor: color,
                borderRadius: 2,
                borderWidth: this.props.type === "line" ? 2 : 0,
                maxBarThickness: 36,
                tension: 0.2,
            };
        });
    }

    get config() {
        const text = getCustomColor(this.colorScheme, "#374151", "#e4e4e4");
        const grid = getCustomColor(this.colorScheme, "rgba(0,0,0,.06)", "rgba(255,255,255,.1)");
        const values = {
            beginAtZero: true,
            grid: { color: grid },
            border: { display: false },
            ticks: { color: text, maxTicksLimit: 6, callback: (value) => this.props.format(value) },
        };
        const categories = { grid: { display: false }, ticks: { color: text } };
        const { horizontal } = this.props;
        return {
            type: this.props.type,
            data: { labels: this.props.data.labels, datasets: this.datasets },
            options: {
                animation: false,
                indexAxis: horizontal ? "y" : "x",
                maintainAspectRatio: false,
                interaction: { mode: "nearest", intersect: this.props.type === "bar", axis: "xy" },
                onClick: (event, elements) => this.onClick(elements),
                onHover: (event, elements) => {
                    event.native.target.style.cursor = elements.length ? "pointer" : "default";
                },
                plugins: {
                    legend: {
                        display: this.props.data.series.length > 1,
                        position: "bottom",
                        labels: { color: text, boxWidth: 12 },
                    },
                    tooltip: { callbacks: { label: (item) => this.getTooltip(item) } },
                },
                scales: horizontal ? { x: values, y: categories } : { x: categories, y: values },
            },
        };
    }

    getTooltip(item) {
        return ` ${item.dataset.label}: ${this.props.format(item.raw)}`;
    }

    onClick(elements) {
        if (elements.length) {
            const { datasetIndex, index } = elements[0];
            this.props.onOpen(this.props.data.series[datasetIndex].actions[index]);
        }
    }
}

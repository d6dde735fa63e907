import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_cloud_reports_dashboard", {
    steps: () => [
        { content: "the figure of the month", trigger: ".o_sales_dashboard_tile[data-key=collected]:contains(140)" },
        { content: "both people have a row", trigger: ".o_sales_dashboard_people tbody tr:eq(1)" },
        { content: "charts are drawn", trigger: ".o_sales_dashboard canvas" },
        { content: "open the periods", trigger: ".o_sales_dashboard_period", run: "click" },
        { content: "choose last year", trigger: ".o-dropdown-item:contains(Last Year)", run: "click" },
        { content: "nothing was collected", trigger: ".o_sales_dashboard_tile[data-key=collected]:contains(0)" },
        { content: "and that is said", trigger: ".o_sales_dashboard_empty" },
        { content: "open the periods again", trigger: ".o_sales_dashboard_period", run: "click" },
        { content: "back to this month", trigger: ".o-dropdown-item:contains(This Month)", run: "click" },
        {
            content: "drill down",
            trigger: ".o_sales_dashboard_tile[data-key=collected]:contains(140)",
            run: "click",
        },
        { content: "two ledger rows make the figure", trigger: ".o_list_view .o_data_row:eq(1)" },
    ],
});

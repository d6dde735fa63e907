"""A person in front of Odoo's web client, in the words of that person: open, press, choose, see.

Nothing here sleeps: every step waits until the client has no request under way and has drawn what came back.
"""

import re
from contextlib import contextmanager

from playwright.sync_api import TimeoutError as PatienceLost
from playwright.sync_api import expect

DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 375, "height": 812}
PATIENCE_MS = 60_000
# Counts the requests under way, so that "the screen has settled" is a condition and not a guess.
COUNT_REQUESTS = """
(() => {
    let busy = 0;
    window.__requests_under_way = () => busy;
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (...args) {
        busy++;
        this.addEventListener("loadend", () => busy--, { once: true });
        return send.apply(this, args);
    };
    const fetch = window.fetch;
    window.fetch = async (...args) => {
        busy++;
        try {
            return await fetch(...args);
        } finally {
            busy--;
        }
    };
})();
"""
# Quiet for five drawn frames in a row: no request, nothing covering the screen.
SETTLED = """
() => new Promise((resolve) => {
    let quiet = 0;
    const look = () => {
        const covered = document.querySelector(".o_blockUI, .o_loading_indicator, .o_view_controller_skeleton");
        quiet = window.__requests_under_way() || covered ? 0 : quiet + 1;
        quiet >= 5 ? resolve(true) : requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})
"""
SERVICES = "odoo.__WOWL_DEBUG__.root.env.services"
SET_LANGUAGE = f"""
async (lang) => {{
    const {{ orm }} = {SERVICES};
    const {{ user: me }} = odoo.loader.modules.get("@web/core/user");
    await orm.write("res.users", [me.userId], {{ lang }});
}}
"""
# The entries of an app that open something, with the words on the way to them.
LIST_MENUS = f"""
(root) => {{
    const service = {SERVICES}.menu;
    const app = service.getApps().find((each) => each.xmlid === root);
    const entry = ({{ id, xmlid }}, words) => ({{ id, xmlid, path: words.join(" / ") }});
    const walk = (tree, words) => [
        ...(tree.actionID && !tree.childrenTree.length ? [entry(tree, words)] : []),
        ...tree.childrenTree.flatMap((child) => walk(child, [...words, child.name])),
    ];
    return app ? walk(service.getMenuAsTree(app.id), []) : [];
}}
"""
# The browser reports these for reasons that are not ours.
HARMLESS = re.compile(r"ResizeObserver loop|Failed to load resource: net::ERR_ABORTED")


class Office:
    """All browsers of one test module."""

    def __init__(self, chromium, url, folder):
        self.chromium = chromium
        self.url = url
        self.folder = folder
        self.screens = {}
        folder.mkdir(parents=True, exist_ok=True)

    def screen(self, login, phone=False, language=None):
        """The browser of a person, logged in; the same one every time."""
        key = (login, phone, language)
        if key not in self.screens:
            self.screens[key] = Screen(self, login, phone, language)
        return self.screens[key]

    def complaints(self):
        return [f"{screen.name}: {line}" for screen in self.screens.values() for line in screen.complaints]

    def forget_complaints(self):
        """Let a failed test not drag its complaints into the next one."""

    def keep_evidence(self, name):
        """Keep what every open browser shows, and what it said."""
        for screen in self.screens.values():
            screen.page.screenshot(path=self.folder / f"FAILED_{name}_{screen.name}.png")
            (self.folder / f"FAILED_{name}_{screen.name}.log").write_text("\n".join(screen.said))

    def close(self):
        for screen in self.screens.values():
            screen.context.close()
        self.screens.clear()


class Screen:
    """One person's browser."""

    def __init__(self, office, login, phone, language):
        self.office = office
        self.login = login
        self.language = language
        self.is_phone = phone
        self.name = "_".join(filter(None, [login, "phone" if phone else "desktop", language]))
        self.said = []
        self.complaints = []
        self.context = office.chromium.new_context(
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            accept_downloads=True,
            locale="zh-CN" if language == "zh_CN" else "en-US",
            timezone_id="Asia/Shanghai",
        )
        self.context.add_init_script(COUNT_REQUESTS)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._complain(f"JavaScript error: {error}"))
        self._log_in()
        if language:
            self.speak(language)

    def _log_in(self):
        self.page.goto(f"{self.office.url}/web/login")
        self.page.fill("input[name=login]", self.login)
        self.page.fill("input[name=password]", "admin" if self.login == "admin" else "demo")
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_selector(".o_web_client .o_main_navbar", timeout=3 * PATIENCE_MS)
        self.settle()

    def speak(self, language):
        """Choose the language of the person's screens."""
        self.page.evaluate(SET_LANGUAGE, language)
        self.page.reload()
        self.settle()

    def _hear(self, message):
        self.said.append(f"{message.type}: {message.text}")
        if message.type == "error" and not HARMLESS.search(message.text):
            self._complain(message.text)

    def _complain(self, text):
        self.said.append(text)
        self.complaints.append(text)

    # ------------------------------------------------------------------
    # WAITING AND LOOKING
    # ------------------------------------------------------------------

    def settle(self):
        """Wait until the client is idle, and fail when it shows an error."""
        self.page.wait_for_load_state("domcontentloaded")
        self.page.evaluate(SETTLED)
        error = self.page.locator(".o_error_dialog")
        if error.count() and not getattr(self, "_is_refusal_expected", False):
            raise AssertionError(f"{self.name} sees an error: {error.first.inner_text()}")

    def sees(self, text, within=".o_action_manager, .o_dialog"):
        """Fail unless the text is on the screen."""
        expect(self.page.locator(within).get_by_text(text).locator("visible=true").first).to_be_visible()

    def picture(self, step):
        """Keep a screenshot of this step."""
        self.settle()
        path = self.office.folder / f"{step}_{self.name}.png"
        self.page.screenshot(path=path)
        return path

    @contextmanager
    def refusal(self, sentence):
        """Expect a refusal whose text matches `sentence`, and close it."""
        self._is_refusal_expected = True
        heard = len(self.complaints)
        yield
        dialog = self.page.locator(".o_error_dialog")
        expect(dialog).to_be_visible()
        expect(dialog).to_contain_text(re.compile(sentence))
        dialog.locator(".modal-footer button").first.click()
        expect(dialog).to_have_count(0)
        del self.complaints[heard:]
        self._is_refusal_expected = False
        self.settle()

    # ------------------------------------------------------------------
    # GOING SOMEWHERE
    # ------------------------------------------------------------------

    def open(self, action, record_id=None):
        """Open an action by its XML id or path, or one record of it."""
        dotted = f"action-{action}" if "." in action else action
        self.page.goto(f"{self.office.url}/odoo/{dotted}" + (f"/{record_id}" if record_id else ""))
        self.page.wait_for_selector(".o_action_manager > *")
        self.settle()
        return self

    def open_record(self, model, record_id):
        """Open a record's form by its address."""
        return self.open(f"m-{model}" if "." not in model else model, record_id)

    def app(self, menu="sales_cloud_core.sales_cloud_menu_root"):
        """Choose an app in the menu of apps."""
        self.page.locator(".o_navbar_apps_menu button").click()
        self.page.locator(f'.o_app[data-menu-xmlid="{menu}"]').click()
        self.settle()
        return self

    def menu(self, section, entry):
        """Choose an entry of a section of the present app, by the words on them."""
        bar = self.page.locator(".o_menu_sections")
        bar.get_by_role("button", name=section, exact=True).click()
        self.page.locator(".o-dropdown--menu").get_by_role("menuitem", name=entry, exact=True).click()
        self.settle()
        return self

    def menus(self, root):
        """All entries below an app that open something: [{"id", "xmlid", "path"}]."""
        return self.page.evaluate(LIST_MENUS, root)

    def visit(self, menu_id):
        """Choose a menu entry by its id, whatever the size of the screen."""
        self.page.evaluate(f"(id) => {SERVICES}.menu.selectMenu(id)", menu_id)
        self.settle()
        return self

    # ------------------------------------------------------------------
    # DOING SOMETHING
    # ------------------------------------------------------------------

    def press(self, button, within=".o_action_manager, .o_dialog"):
        """Press a button by its technical name or its words."""
        scope = self._top_dialog() or self.page.locator(within)
        if re.fullmatch(r"[a-z_0-9]+", button):
            scope.locator(f"button[name={button}]").locator("visible=true").first.click()
        else:
            scope.get_by_role("button", name=button, exact=True).locator("visible=true").first.click()
        self.settle()
        return self

    def field(self, name):
        """The widget of a field on the form or dialog in front."""
        scope = self._top_dialog() or self.page.locator(".o_form_view")
        return scope.locator(f'.o_field_widget[name="{name}"]').locator("visible=true").first

    def fill(self, name, value):
        """Type into a field of the form in front."""
        box = self.field(name).locator("input, textarea").first
        box.fill(str(value))
        box.blur()
        self.settle()
        return self

    def choose(self, name, words, within=None):
        """Choose a record in a many2one field."""
        self._pick((within or self.field(name)).locator("input").first, words)
        return self

    def _pick(self, box, words):
        box.fill(words)
        options = self.page.locator(".o-autocomplete--dropdown-item")
        options.filter(has_text=words).first.click()
        expect(options).to_have_count(0)
        self.settle()

    def select(self, name, label):
        """Choose in a selection field, whichever of Odoo's two widgets it has."""
        widget = self.field(name)
        if widget.locator("select").count():
            widget.locator("select").select_option(label=label)
        else:
            self._pick_in_menu(widget.locator("input").first, label)
        self.settle()
        return self

    def _pick_in_menu(self, box, label):
        box.click()
        self.page.locator(".o_select_menu_item, .o-dropdown-item").filter(has_text=label).first.click()

    def save(self):
        self.page.locator(".o_form_button_save").locator("visible=true").first.click()
        self.settle()
        return self

    def tab(self, name):
        """Turn to a page of the form's notebook by its technical name."""
        self.page.locator(f'.o_notebook .nav-link[name="{name}"]').locator("visible=true").first.click()
        self.settle()
        return self

    def search(self, words):
        box = self.page.locator(".o_searchview_input")
        box.fill(words)
        box.press("Enter")
        self.settle()
        return self

    def row(self, words):
        """The row or card with these words, in a list on the desktop and in a kanban view on the phone."""
        rows = self.page.locator(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)").filter(has_text=words)
        return rows.locator("visible=true").first

    def open_row(self, words):
        row = self.row(words)
        (row.locator("td.o_data_cell").first if row.locator("td.o_data_cell").count() else row).click()
        self.settle()
        return self

    def tick(self, words):
        """Select a row of a list."""
        self.row(words).locator(".o_list_record_selector input").check()
        self.settle()
        return self

    def confirm(self):
        """Say yes to a question."""
        self._top_dialog().locator(".modal-footer .btn-primary").first.click()
        self.settle()
        return self

    def add_line(self, name, **values):
        """Add a line to an editable list of the form; a text chooses, a number is typed."""
        lines = self.field(name)
        lines.locator(".o_field_x2many_list_row_add a").first.click()
        self.settle()
        row = lines.locator(".o_selected_row")
        for column, value in values.items():
            box = row.locator(f'[name="{column}"] input, [name="{column}"] textarea').first
            if isinstance(value, str):
                self._pick(box, value)
            else:
                box.fill(str(value))
                box.press("Tab")
            self.settle()
        return self

    def log_note(self, text):
        """Write a note in the chatter."""
        self.page.locator(".o-mail-Chatter-logNote").click()
        self.page.locator(".o-mail-Composer-input").first.fill(text)
        self.page.locator(".o-mail-Composer-send").first.click()
        expect(self.page.locator(".o-mail-Message").filter(has_text=text).first).to_be_visible()
        self.settle()
        return self

    def download(self, press):
        """Return the path of the file that pressing something brings."""
        with self.page.expect_download() as waiting:
            press()
        target = self.office.folder / waiting.value.suggested_filename
        waiting.value.save_as(target)
        self.settle()
        return target

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    def text(self, name):
        """What a field shows."""
        widget = self.field(name)
        box = widget.locator("input")
        return (box.first.input_value() if box.count() else widget.inner_text()).strip()

    def number(self, name):
        """The number that a field shows, without currency and separators."""
        return parse_number(self.text(name))

    def column(self, name):
        """What a column of the list in front shows, row by row."""
        cells = self.page.locator(f'.o_data_row td[name="{name}"]')
        return [text.strip() for text in cells.all_inner_texts()]

    def is_empty(self):
        """Whether the view in front says that it has nothing to show."""
        return self.page.locator(".o_view_nocontent").locator("visible=true").count() > 0

    def width(self):
        """How wide the page is, when all of it is shown."""
        return self.page.evaluate("document.documentElement.scrollWidth")

    def dialog(self):
        """The dialog in front, waited for."""
        self.page.wait_for_selector(".o_dialog .modal-content")
        return self._top_dialog()

    def _top_dialog(self):
        dialogs = self.page.locator(".o_dialog .modal-content")
        return dialogs.last if dialogs.count() else None


def parse_number(text):
    """Read an amount as people write it.

    >>> parse_number("¥ 1,234.56"), parse_number("-12.00 CNY"), parse_number("60 %")
    (1234.56, -12.0, 60.0)
    """
    return float(re.sub(r"[^\d.-]", "", text.replace(",", "")) or 0)


__all__ = ["Office", "PatienceLost", "Screen", "parse_number"]

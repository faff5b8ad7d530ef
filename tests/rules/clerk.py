"""A clerk at the editor in a real browser: Django's own test client answers each request, no server runs."""

import contextvars
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.urls import reverse

SITE = "http://localhost"


class Clerk:
    """Somebody signed in whose browser is this page; what its console complains of is kept in ``faults``."""

    def __init__(self, page, client):
        self.page, self.client, self.faults = page, client, []
        self.context = contextvars.copy_context()  # the test's own connection to the database
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.route("**/*", self._answer)

    def _answer(self, route):
        asked = urlsplit(route.request.url)
        if asked.path.startswith("/static/"):
            found = finders.find(asked.path.removeprefix("/static/"))
            route.fulfill(path=found) if found else route.fulfill(status=404, body="")
            return
        path = f"{asked.path}?{asked.query}" if asked.query else asked.path
        said = self.context.copy().run(self._said, route.request, path)
        if said.status_code == 302:  # a redirection is not asked through here: the browser is told to go there
            onward = f'<meta http-equiv="refresh" content="0; url={said["Location"]}">'
            route.fulfill(body=onward, content_type="text/html")
            return
        headers = {name: value for name, value in said.items() if name.lower() != "content-length"}
        route.fulfill(status=said.status_code, headers=headers, body=said.content)

    def _said(self, request, path):
        if request.method == "GET":
            return self.client.get(path)
        kind = request.headers.get("content-type", "")
        return self.client.generic("POST", path, request.post_data_buffer or b"", content_type=kind)

    def opens(self, edition, asked=""):
        """The editor of that draft."""
        self.page.goto(SITE + reverse("rules:edit", args=[edition.pk]) + asked)
        self.page.locator(".rules-form").wait_for()
        self.page.wait_for_function("!window.preau?.workshop || !document.querySelector('.sheet:not(.tabulator)')")
        return self

    def sheet(self, step=1):
        return self.page.locator(".sheet").nth(step - 1)

    def cell(self, row, column, step=1):
        """The cell of that row, counted from 1, under that title."""
        titles = self.sheet(step).get_by_role("columnheader").all_inner_texts()
        place = [title.strip() for title in titles].index(column)
        return self.sheet(step).locator(f"[aria-rowindex='{row + 1}'] [role=gridcell]").nth(place)

    def types(self, *keys):
        """Text is typed letter by letter; a key between angle brackets is pressed.

        The driver's keyboard is American: it has no key for « à », which only goes into a cell already open.
        """
        for key in keys:
            if not key[:1].isascii():
                self.page.keyboard.press("F2")
                self.page.keyboard.press("Control+a")
            if key.startswith("<"):
                self.page.keyboard.press(key.strip("<>"))
            else:
                self.page.keyboard.type(key)
        return self

    def pastes(self, text, html=""):
        """A block copied from a spreadsheet, into what has the focus."""
        self.page.evaluate(PASTE, [text, html])
        return self

    def texts(self, step=1):
        """What the step's sheet shows, row by row."""
        rows = self.sheet(step).locator(".tabulator-row").all()
        return [
            [cell.inner_text().strip() for cell in row.locator("[role=gridcell]:not(.sheet-number)").all()]
            for row in rows
        ]


PASTE = """([text, html]) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    if (html) { data.setData("text/html", html); }
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
}"""

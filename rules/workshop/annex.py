"""A règlement as anybody reads it, printed: the annex of the délibération as a PDF made for screen readers (PDF/UA)."""

from __future__ import annotations

import logging
from pathlib import Path

from django.template.loader import render_to_string

STYLE = Path(__file__).parent / "annex.css"
for noisy in ("weasyprint", "fontTools"):
    logging.getLogger(noisy).setLevel(logging.ERROR)


def annex(context: dict) -> bytes:
    """The PDF of what the reading view shows; ``context`` is that view's."""
    from weasyprint import CSS, HTML, URLFetcher  # noqa: PLC0415 - it reads fonts when imported

    alone = URLFetcher(allowed_protocols=["data"], allow_redirects=False)  # a PDF asks nothing of the network
    html = HTML(string=render_to_string("rules/annex.html", context), url_fetcher=alone)
    return html.write_pdf(stylesheets=[CSS(string=STYLE.read_text())], pdf_variant="pdf/ua-1")

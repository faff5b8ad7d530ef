"""The files of docs/production/, tried: nginx before gunicorn's workers, under the settings of production."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest

from config.bootstrap import ROOT
from tests.conftest import missing
from tests.ready_database import may_copy, shelved

pytestmark = pytest.mark.slow
GUIDE = ROOT / "docs" / "production"
HOST = "portail.mairie-exemple.fr"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder: Path) -> dict[str, str]:
    """preau.env.example, with a key, a database and folders of this test's own."""
    lines = (GUIDE / "preau.env.example").read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    told |= {name: value.replace("/var/lib/preau", str(folder)) for name, value in told.items()}
    own = {
        "SECRET_KEY": "une clé de cinquante lettres qui ne sert qu'à ce seul essai",
        "DATABASE_URL": f"sqlite:///{folder}/preau.sqlite3",
        "PREAU_BIND": f"unix:{folder}/web.sock",
        "PREAU_WORKERS": "2",
    }
    return {**os.environ, **told, **own}


def nginx_file(folder: Path, http: int, https: int) -> Path:
    """nginx.conf as it is written, on ports and folders of this test's own."""
    site = (GUIDE / "nginx.conf").read_text()
    site = re.sub(r"listen \[::\].*;\n", "", site)
    site = site.replace("listen 80;", f"listen 127.0.0.1:{http};").replace("listen 443", f"listen 127.0.0.1:{https}")
    for there, here in (("/run/preau", folder), ("/var/lib/preau", folder), ("/etc/preau/tls", folder)):
        site = site.replace(there, str(here))
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    whole = folder / "whole.conf"
    whole.write_text(
        f"{user} pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off; events {{}}"
        f" http {{ include /etc/nginx/mime.types; access_log off; {temporary}\n{site}\n}}"
    )
    return whole


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A town served as the guide says; gives the ports of http and https."""
    tmp_path = tmp_path_factory.mktemp("town")
    if NGINX is None:
        missing("NGINX IS MISSING: apt-get install -y --no-install-recommends nginx-light")
    told = environment(tmp_path)
    if may_copy() and shelved().exists():
        shutil.copy(shelved(), tmp_path / "preau.sqlite3")  # what `migrate` would take half a minute to make
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--no-input", "--verbosity", "0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=told, check=True)
    subject = ["-subj", f"/CN={HOST}", "-days", "2", "-nodes", "-newkey", "rsa:2048"]
    keys = ["-keyout", str(tmp_path / "cle.pem"), "-out", str(tmp_path / "certificat.pem")]
    subprocess.run(["openssl", "req", "-x509", *subject, *keys], check=True, capture_output=True)
    http, https = free_port(), free_port()
    site = nginx_file(tmp_path, http, https)
    subprocess.run([NGINX, "-t", "-c", str(site)], check=True, capture_output=True)
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "docs/production/gunicorn.conf.py", "config.wsgi"]
    running = [subprocess.Popen(gunicorn, cwd=ROOT, env=told), subprocess.Popen([NGINX, "-c", str(site)])]
    try:
        wait_for(https)
        yield http, https
    finally:
        for process in running:
            process.terminate()
            process.wait()


class Answer(NamedTuple):
    """What a browser receives."""

    status: int
    headers: Message
    body: str


def ask(port: int, path: str = "/compte/connexion/", scheme: str = "https", **headers: str) -> Answer:
    """The answer to a browser that knows the site by its name; redirections are not followed."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    asked = urllib.request.Request(f"{scheme}://127.0.0.1:{port}{path}", headers={"Host": HOST, **headers})
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trusting), NoRedirect)
    try:
        answer = opener.open(asked, timeout=60)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *asked):
        return None


def wait_for(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if ask(port).status == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError("the site did not answer in two minutes")


def test_a_family_s_browser_is_served_through_nginx(town):
    http, https = town
    page = ask(https)
    assert (page.status, "Identifiant" in page.body) == (200, True)
    assert page.headers["Strict-Transport-Security"] == f"max-age={365 * 24 * 3600}"
    assert "secure" in page.headers["Set-Cookie"].lower()

    sheet = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page.body).group(1)
    served = ask(https, sheet)
    kept = ", ".join(served.headers.get_all("Cache-Control"))
    assert (served.status, kept) == (200, "max-age=31536000, public, immutable")

    sent = ask(http, scheme="http")
    assert (sent.status, sent.headers["Location"]) == (301, f"https://{HOST}/compte/connexion/")


def test_what_a_visitor_pretends_is_dropped(town):
    """Another name is refused; a forged scheme does not undo TLS."""
    _http, https = town
    assert ask(https, Host="autre-site.example").status == 400
    assert ask(https, **{"X-Forwarded-Proto": "http"}).status == 200


def test_the_lock_out_counts_the_address_that_nginx_gives(rf):
    """A visitor who writes X-Real-IP reaches nginx, which replaces it: Préau believes that line alone."""
    from config.proxy import VisitorAddressMiddleware

    seen = VisitorAddressMiddleware(lambda request: request.META["REMOTE_ADDR"])
    assert seen(rf.get("/", headers={"x-real-ip": "192.0.2.7"}, REMOTE_ADDR="")) == "192.0.2.7"
    assert seen(rf.get("/", REMOTE_ADDR="127.0.0.1")) == "127.0.0.1"
    assert "proxy_set_header X-Real-IP $remote_addr;" in (GUIDE / "nginx.conf").read_text()


def test_every_command_of_the_units_exists_and_every_variable_is_known():
    from django.core.management import get_commands

    commands = re.findall(r"manage\.py (\w+)", "".join(unit.read_text() for unit in GUIDE.glob("*.service")))
    assert len(commands) >= 8
    assert set(commands) <= set(get_commands())
    written = (ROOT / "config/settings/production.py").read_text() + (ROOT / "config/settings/base.py").read_text()
    written += (GUIDE / "gunicorn.conf.py").read_text() + (ROOT / "config/bootstrap.py").read_text()
    named = re.findall(r"^([A-Z_]+)=", (GUIDE / "preau.env.example").read_text(), re.MULTILINE)
    assert [name for name in named if name not in written + "DJANGO_SETTINGS_MODULE"] == []


@pytest.mark.parametrize("timer", sorted(GUIDE.glob("*.timer")), ids=lambda path: path.name)
def test_each_timer_has_its_service(timer):
    assert timer.with_suffix(".service").exists()
    assert "WantedBy=timers.target" in timer.read_text()


def test_systemd_understands_the_units(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not on this machine")
    for unit in (*GUIDE.glob("*.service"), *GUIDE.glob("*.timer")):
        text = unit.read_text().replace("/srv/preau/.venv/bin/gunicorn", sys.executable)
        (tmp_path / unit.name).write_text(text.replace("/srv/preau/.venv/bin/python", sys.executable))
    units = [str(tmp_path / unit.name.replace("@.", "@1.")) for unit in GUIDE.glob("preau-*")]
    told = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    ours = [line for line in told.stderr.splitlines() if "preau" in line and "Unknown" in line]
    assert ours == []

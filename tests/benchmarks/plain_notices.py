"""The baseline of bench_notices: a Django project of one file whose only view inserts one row. Nothing of ours."""

import json
import os
from decimal import Decimal

import dj_database_url
import django
from django.conf import settings

DATABASE = dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60)
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }

settings.configure(
    DEBUG=False,
    SECRET_KEY="of-a-benchmark",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": DATABASE},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django must be told its settings first
from django.db import connection, models  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from django.views.decorators.http import require_POST  # noqa: E402


class Notice(models.Model):  # noqa: DJ008
    """What a payment service said."""

    event = models.CharField(max_length=80, unique=True)
    reference = models.CharField(max_length=40, db_index=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    status = models.CharField(max_length=20)
    body = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        app_label = "plain"
        db_table = "plain_notice"


@csrf_exempt
@require_POST
def notice(request):
    """Keep what is said."""
    said = json.loads(request.body)
    session = said["data"]["object"]
    Notice.objects.create(
        event=said["id"],
        reference=session["client_reference_id"],
        amount=Decimal(session["amount_total"]) / 100,
        status=session["payment_status"],
        body=said,
        received_at=timezone.now(),
    )
    return HttpResponse(status=200)


def make_table():
    """Make the table anew."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plain_notice")
    with connection.schema_editor() as editor:
        editor.create_model(Notice)
    connection.close()


urlpatterns = [path("notice/", notice)]
application = get_wsgi_application()

if __name__ == "__main__":
    make_table()

"""« Payer mes factures »: several invoices in one payment, a part of one, its page, its PDF."""

import io
import re
import zlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from payments import ledger
from payments.errors import PaymentError
from payments.invoicing.paying import open_invoices, start_invoice_payment
from payments.invoicing.pdf import pdf_of
from payments.models import Invoice, Payment
from payments.self_check import check_ledger
from payments.settlement import settle
from tests.factories import payments as make
from tests.factories.invoicing import announce, issued

pytestmark = pytest.mark.django_db
HERE = reverse("payments:invoices")
PAY = reverse("payments:pay_invoices")


def left(*invoices):
    found = {one.pk: one.left for one in Invoice.objects.with_left()}
    return [found[one.pk] for one in invoices]


@pytest.fixture
def two(office, household):
    """Two invoices of 9,00 € and 20,00 €."""
    announce(household, office, "3.60", "5.40")
    first = issued(office, household)
    announce(household, office, "20.00")
    return [*first, *issued(office, household)]


def attempt(invoices, amount, at=None, **fields) -> Payment:
    asked = {"adapter": "demo", "urls": make.URLS, "email": "", "at": at or timezone.now(), **fields}
    return start_invoice_payment(invoices=invoices, amount=Decimal(amount), **asked).payment


def test_several_invoices_are_paid_in_one_payment(family, household, office, two):
    """P30, P31."""
    posted = {"office": office.pk, "invoices": [one.pk for one in two], "amount": "", "means": "demo"}
    answer = family.post(PAY, posted)
    payment = Payment.objects.get()
    assert answer.headers["Location"] == reverse("payments:demo_bank", args=[payment.external_id])
    assert (payment.amount, payment.order, payment.invoices.count()) == (Decimal("29.00"), None, 2)
    settle(make.answer(payment), at=timezone.now())
    assert left(*two) == [0, 0]
    assert ledger.balance(household, on=timezone.localdate()) == 0
    assert check_ledger() == []
    page = family.get(reverse("payments:receipt", args=[payment.reference]))
    assert page.status_code == 200


def test_a_part_pays_the_invoice_chosen_and_the_rest_stays_due(family, office, two):
    """P31: partial payments."""
    family.post(PAY, {"office": office.pk, "invoices": [two[1].pk], "amount": "12,50", "means": "demo"})
    settle(make.answer(Payment.objects.get()), at=timezone.now())
    assert left(*two) == [Decimal("9.00"), Decimal("7.50")]
    assert "payée en partie" in family.get(HERE).content.decode()


@pytest.mark.parametrize(
    ("amount", "says"), [("30", "Il ne reste que 29,00"), ("0,50", "au moins 1,00"), ("abc", "nombre")]
)
def test_an_amount_that_cannot_be_paid_is_shown_again_with_its_reason(family, office, two, amount, says):
    posted = {"office": office.pk, "invoices": [one.pk for one in two], "amount": amount, "means": "demo"}
    answer = family.post(PAY, posted)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert f'value="{amount}"' in page
    assert Payment.objects.count() == 0


def test_a_credit_is_taken_off_what_is_asked_and_used_by_the_payment(family, household, office, clerk, two):
    """P37: a credit joins the next payment."""
    make.adjustment(household, office, clerk, "-4.00")
    (till,) = open_invoices(household)
    assert (till.left, till.credit, till.to_pay) == (Decimal("29.00"), Decimal("4.00"), Decimal("25.00"))
    family.post(PAY, {"office": office.pk, "invoices": [one.pk for one in two], "means": "demo"})
    settle(make.answer(Payment.objects.get()), at=timezone.now())
    assert left(*two) == [0, 0]
    assert ledger.balance(household, on=timezone.localdate()) == 0


def test_a_second_click_closes_the_first_visit_and_nothing_is_paid_twice(office, household, two):
    first = attempt(two, "29.00")
    second = attempt(two, "29.00")
    assert first.reference != second.reference
    settle(make.answer(second), at=timezone.now())
    with pytest.raises(PaymentError, match="déjà payée"):
        attempt(two, "29.00")


def test_a_payment_under_way_covers_what_is_due(office, household, two):
    when = timezone.now() + timedelta(days=1)
    day = max(one.due_on for one in two)
    attempt(two, "29.00", at=when)
    assert ledger.due(household, office, on=day) == 0


def test_settling_three_invoices_asks_the_database_few_questions(office, household, two):
    """The books take at most 12 queries, however many lines; the receipt's message is written besides."""
    settle(make.answer(attempt(two[:1], "9.00")), at=timezone.now())  # the year's first receipt opens its series
    announce(household, office, *["1.00"] * 30)
    invoices = [two[1], *issued(office, household)]
    payment = attempt(invoices, "50.00")
    with CaptureQueriesContext(connection) as asked:
        settle(make.answer(payment), at=timezone.now())
    books = [query["sql"] for query in asked if '"payments_' in query["sql"]]
    assert left(*invoices) == [0, 0]
    assert 8 <= len(books) <= 12


def test_a_refusal_leaves_the_invoices_to_pay_and_says_so(family, office, two):
    family.post(PAY, {"office": office.pk, "invoices": [two[0].pk], "means": "demo"})
    payment = Payment.objects.get()
    settle(make.answer(payment, "REFUSED"), at=timezone.now())
    page = family.get(reverse("payments:return", args=[payment.reference]), follow=True)
    assert "Vos factures restent à payer" in page.content.decode()
    assert page.request["PATH_INFO"] == HERE


def test_an_invoice_explains_its_lines_and_says_who_issues_it(family, office, two):
    page = family.get(reverse("payments:invoice", args=[two[0].pk])).content.decode()
    for words in ("Commune de Rivesource", "Sarah - Cantine - Repas", "imputation 7067", "Reste à payer", "9,00"):
        assert words in page


def test_the_pdf_is_tagged_in_french_and_says_how_to_pay(family, office, two):
    """P35: PDF/UA-1, its language, its title, the text of each line, an alternative for the code to photograph."""
    content = family.get(reverse("payments:invoice_file", args=[two[0].pk])).content
    assert content == pdf_of(Invoice.objects.get(pk=two[0].pk))
    assert content.startswith(b"%PDF-1.7")
    for mark in (b"/MarkInfo", b"/Marked true", b"/StructTreeRoot", b"/Lang (fr)", b"/Alt"):
        assert mark in inflated(content), mark
    assert b"pdfuaid:part" in content or b"pdfuaid" in inflated(content)


def inflated(content: bytes) -> bytes:
    """A PDF with its compressed parts made plain."""
    out = io.BytesIO()
    out.write(content)
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            out.write(zlib.decompress(stream))
        except zlib.error:
            out.write(stream)
    return out.getvalue()

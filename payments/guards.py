"""The promises about money that the database itself keeps, on SQLite and on PostgreSQL.

Each guard is a trigger with a name a human can read in the log. They are installed after every `migrate`
(SQLite loses triggers when Django remakes a table) and only the test database ever takes them off.
"""

from collections.abc import Sequence

from django.db import connections

from payments.counter_guards import COUNTER
from payments.guarding import Guard, append_only, changed
from payments.office_guards import OFFICES

LEDGER = (
    *append_only("payments_ledgerentry"),
    Guard(
        "ledger_credit_equals_its_payment",
        "payments_ledgerentry",
        "BEFORE INSERT",
        "a credit is exactly its settled payment",
        "NEW.kind = 'CREDIT' AND NOT EXISTS (SELECT 1 FROM payments_payment p WHERE p.id = NEW.payment_id"
        " AND p.status = 'PAID' AND p.household_id = NEW.household_id"
        " AND p.revenue_office_id = NEW.revenue_office_id AND ROUND((p.amount + NEW.amount) * 100) = 0)",
    ),
    Guard(
        "ledger_debt_equals_its_charge",
        "payments_ledgerentry",
        "BEFORE INSERT",
        "a debt is exactly its charge",
        "NEW.kind = 'CHARGE' AND NOT EXISTS (SELECT 1 FROM payments_charge c WHERE c.id = NEW.charge_id"
        " AND c.household_id = NEW.household_id AND c.revenue_office_id = NEW.revenue_office_id"
        " AND ROUND((c.amount - NEW.amount) * 100) = 0)",
    ),
    Guard(
        "ledger_reversal_equals_its_entry",
        "payments_ledgerentry",
        "BEFORE INSERT",
        "a reversal is exactly the opposite of its entry",
        "NEW.kind = 'REVERSAL' AND NOT EXISTS (SELECT 1 FROM payments_ledgerentry e WHERE e.id = NEW.reverses_id"
        " AND e.kind <> 'REVERSAL' AND e.household_id = NEW.household_id"
        " AND e.revenue_office_id = NEW.revenue_office_id AND ROUND((e.amount + NEW.amount) * 100) = 0)",
    ),
)

REFUNDS = (
    Guard(
        "refunds_stay_within_their_payment",
        "payments_ledgerentry",
        "AFTER INSERT",
        "refunds exceed what the payment is worth",
        "NEW.kind = 'REFUND' AND (SELECT ROUND(SUM(e.amount) * 100) FROM payments_ledgerentry e"
        " WHERE e.payment_id = NEW.payment_id) > 0",
        "SELECT 1 FROM payments_payment WHERE id = NEW.payment_id",
    ),
)

_PAID_BY = "(SELECT COALESCE(ROUND(SUM(a.amount) * 100), 0) FROM payments_allocation a WHERE a.{0}_id = NEW.{0}_id)"
_WORTH = "(SELECT ROUND(t.amount * 100) FROM payments_{0} t WHERE t.id = NEW.{0}_id)"
_CHARGE_SUM, _CHARGE = _PAID_BY.format("charge"), _WORTH.format("charge")

ALLOCATIONS = (
    *append_only("payments_allocation"),
    Guard(
        "allocations_stay_within_their_payment",
        "payments_allocation",
        "AFTER INSERT",
        "allocations exceed the payment",
        f"{_PAID_BY.format('payment')} > {_WORTH.format('payment')}"  # noqa: S608
        " OR NOT EXISTS (SELECT 1 FROM payments_payment p WHERE p.id = NEW.payment_id AND p.status = 'PAID')",
        "SELECT 1 FROM payments_payment WHERE id = NEW.payment_id",
    ),
    Guard(
        "allocations_stay_within_their_charge",
        "payments_allocation",
        "AFTER INSERT",
        "allocations exceed the charge",
        f"{_CHARGE_SUM} * {_CHARGE} < 0 OR ABS({_CHARGE_SUM}) > ABS({_CHARGE})",
        "SELECT 1 FROM payments_charge WHERE id = NEW.charge_id",
    ),
)

_ORDER_STATUS = "(SELECT o.status FROM payments_order o WHERE o.id = NEW.order_id)"
_INVOICE_STATUS = "(SELECT i.status FROM payments_invoice i WHERE i.id = NEW.invoice_id)"

_CHARGE_COLUMNS = [
    "household_id",
    "revenue_office_id",
    "order_id",
    "subject",
    "day",
    "label",
    "basis",
    "amount",
    "component",
    "edition",
    "deferred",
    "invoice_month",
    "accounting_code",
    "recorded_at",
]
_ORDER_COLUMNS = [
    "status",
    "number",
    "household_id",
    "revenue_office_id",
    "charges_total",
    "due_before",
    "amount_due",
    "left_due",
    "settled_at",
    "voided_at",
]
_INVOICE_COLUMNS = [
    "number",
    "year",
    "household_id",
    "revenue_office_id",
    "period_start",
    "period_end",
    "due_on",
    "total",
    "issued_at",
    "run_id",
]

CHARGES = (
    Guard(
        "charge_joins_only_what_is_still_open",
        "payments_charge",
        "BEFORE INSERT",
        "a charge joins an open order or a draft invoice, never a settled one",
        f"(NEW.order_id IS NOT NULL AND {_ORDER_STATUS} <> 'OPEN')"
        f" OR (NEW.invoice_id IS NOT NULL AND {_INVOICE_STATUS} <> 'DRAFT')",
    ),
    Guard(
        "charge_never_changes",
        "payments_charge",
        "BEFORE UPDATE",
        "a charge never changes: write another that answers it",
        changed(*_CHARGE_COLUMNS)
        + " OR CAST(NEW.why AS TEXT) <> CAST(OLD.why AS TEXT)"
        + f" OR (({changed('invoice_id')}) AND (OLD.invoice_id IS NOT NULL OR {_INVOICE_STATUS} <> 'DRAFT'))",
    ),
    Guard(
        "charge_is_never_deleted",
        "payments_charge",
        "BEFORE DELETE",
        "a charge is deleted only with its draft invoice",
        "OLD.order_id IS NOT NULL OR (SELECT i.status FROM payments_invoice i WHERE i.id = OLD.invoice_id) <> 'DRAFT'",
    ),
)

DOCUMENTS = (
    Guard(
        "order_total_is_the_sum_of_its_charges",
        "payments_order",
        "BEFORE UPDATE",
        "an order is settled for exactly the sum of its immediate charges",
        "NEW.status = 'PAID' AND ROUND(NEW.charges_total * 100) <> (SELECT COALESCE(ROUND(SUM(c.amount) * 100), 0)"
        " FROM payments_charge c WHERE c.order_id = NEW.id AND NOT c.deferred)",
    ),
    Guard(
        "order_settled_or_void_never_changes",
        "payments_order",
        "BEFORE UPDATE",
        "a settled or void order never changes",
        "OLD.status <> 'OPEN' AND (" + changed(*_ORDER_COLUMNS) + ")",
    ),
    Guard("order_is_never_deleted", "payments_order", "BEFORE DELETE", "an order is voided, never deleted"),
    Guard(
        "payment_keeps_its_amount_and_paid_is_final",
        "payments_payment",
        "BEFORE UPDATE",
        "a payment keeps its amount and reference, and PAID is final",
        changed("amount", "reference", "household_id", "revenue_office_id", "order_id", "adapter")
        + f" OR (OLD.status = 'PAID' AND ({changed('status', 'settled_at', 'receipt_number')}))",
    ),
    Guard("payment_is_never_deleted", "payments_payment", "BEFORE DELETE", "a payment is never deleted"),
    Guard(
        "invoice_issued_never_changes",
        "payments_invoice",
        "BEFORE UPDATE",
        "an issued invoice never changes: a credit note answers it",
        "OLD.status <> 'DRAFT' AND ("
        + changed(*_INVOICE_COLUMNS)
        + " OR CAST(NEW.parties AS TEXT) <> CAST(OLD.parties AS TEXT)"
        + " OR NEW.status = 'DRAFT' OR (OLD.status = 'CANCELLED' AND NEW.status <> 'CANCELLED'))",
    ),
    Guard(
        "invoice_issued_is_never_deleted",
        "payments_invoice",
        "BEFORE DELETE",
        "an issued invoice is never deleted",
        "OLD.status <> 'DRAFT'",
    ),
    *append_only("payments_creditnote"),
    Guard(
        "mandate_signed_never_changes",
        "payments_mandate",
        "BEFORE UPDATE",
        "a signed mandate never changes: another one is signed",
        changed("household_id", "revenue_office_id", "reference", "account_holder", "iban", "bic", "signed_on")
        + " OR (OLD.status = 'REVOKED' AND NEW.status <> 'REVOKED')",
    ),
)

GUARDS = (*LEDGER, *REFUNDS, *ALLOCATIONS, *CHARGES, *DOCUMENTS, *COUNTER, *OFFICES)


def install(using: str = "default", guards: Sequence[Guard] = GUARDS) -> None:
    """Put these guards on the database `using`; those already there are replaced."""
    remove(using, guards)
    connection = connections[using]
    create = _create_postgresql if connection.vendor == "postgresql" else _create_sqlite
    with connection.cursor() as cursor:
        for guard in guards:
            for statement in create(guard):
                cursor.execute(statement)


def remove(using: str = "default", guards: Sequence[Guard] = GUARDS) -> None:
    """Take these guards off; only migrations that must rewrite money and the test database do this."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for guard in guards:
            for statement in _drop(guard, connection.vendor):
                cursor.execute(statement)


def missing(using: str = "default", guards: Sequence[Guard] = GUARDS) -> list[str]:
    """Give the names of the guards the database has lost."""
    connection = connections[using]
    catalogue = "SELECT tgname FROM pg_trigger" if connection.vendor == "postgresql" else _SQLITE_TRIGGERS
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        present = {name for (name,) in cursor.fetchall()}
    return [guard.name for guard in guards if guard.name not in present]


_SQLITE_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def _create_sqlite(guard: Guard) -> list[str]:
    condition = guard.refuse_if.replace("IS DISTINCT FROM", "IS NOT")
    return [
        f"CREATE TRIGGER {guard.name} {guard.moment} ON {guard.table} FOR EACH ROW WHEN ({condition})"
        f" BEGIN SELECT RAISE(ABORT, '{guard.name}: {guard.message}'); END"
    ]


def _create_postgresql(guard: Guard) -> list[str]:
    lock = f"PERFORM 1 FROM ({guard.lock} FOR NO KEY UPDATE) AS locked; " if guard.lock else ""
    given_back = "OLD" if guard.moment.endswith("DELETE") else "NEW"
    statements = [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN {lock}"
        f"IF {guard.refuse_if} THEN RAISE EXCEPTION '{guard.name}: {guard.message}' USING ERRCODE = '23514'; END IF; "
        f"RETURN {given_back}; END $guard$",
        f"CREATE TRIGGER {guard.name} {guard.moment} ON {guard.table} FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    ]
    if guard.moment == "BEFORE DELETE" and guard.refuse_if == "1 = 1":
        statements.append(
            f"CREATE TRIGGER {guard.name}_all BEFORE TRUNCATE ON {guard.table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {guard.name}()"
        )
    return statements


def _drop(guard: Guard, vendor: str) -> list[str]:
    if vendor != "postgresql":
        return [f"DROP TRIGGER IF EXISTS {guard.name}"]
    return [f"DROP FUNCTION IF EXISTS {guard.name}() CASCADE"]

"""The promises about the counter that the database keeps: tickets, tills, deposit slips."""

from payments.guarding import Guard, append_only, changed

_STOCK = (
    "(SELECT COALESCE(SUM(m.quantity), 0) FROM payments_ticketmovement m"
    " WHERE m.household_id = NEW.household_id AND m.kind_id = NEW.kind_id)"
)

TICKETS = (
    *append_only("payments_ticketmovement"),
    Guard(
        "ticket_stock_is_never_below_zero",
        "payments_ticketmovement",
        "AFTER INSERT",
        "a family cannot use more tickets than it has",
        f"{_STOCK} < 0",
        "SELECT 1 FROM families_household WHERE id = NEW.household_id",
    ),
    Guard(
        "ticket_pays_an_immediate_line_of_its_payment",
        "payments_ticketmovement",
        "BEFORE INSERT",
        "a ticket pays an immediate line of the order its payment settles",
        "NEW.movement = 'USED' AND NOT EXISTS (SELECT 1 FROM payments_payment p"
        " JOIN payments_charge c ON c.order_id = p.order_id JOIN payments_ticketkind k ON k.id = NEW.kind_id"
        " WHERE p.id = NEW.payment_id AND p.adapter = 'tickets' AND p.household_id = NEW.household_id"
        " AND p.revenue_office_id = k.revenue_office_id AND c.id = NEW.charge_id AND NOT c.deferred AND c.amount > 0)",
    ),
    Guard(
        "ticket_given_back_is_the_one_used",
        "payments_ticketmovement",
        "BEFORE INSERT",
        "a ticket given back is one that was used",
        "NEW.movement = 'GIVEN_BACK' AND NOT EXISTS (SELECT 1 FROM payments_ticketmovement u"
        " WHERE u.id = NEW.reverses_id AND u.movement = 'USED' AND u.household_id = NEW.household_id"
        " AND u.kind_id = NEW.kind_id AND u.payment_id = NEW.payment_id)",
    ),
    Guard(
        "payment_by_tickets_has_its_tickets",
        "payments_payment",
        "BEFORE UPDATE",
        "a payment by tickets is settled only with tickets",
        "NEW.adapter = 'tickets' AND NEW.status = 'PAID' AND OLD.status <> 'PAID' AND NOT EXISTS"
        " (SELECT 1 FROM payments_ticketmovement m WHERE m.payment_id = NEW.id AND m.movement = 'USED')",
    ),
)

_OPEN = "(SELECT t.closed_at FROM payments_till t WHERE t.id = NEW.till_id) IS NULL"
_TILL_LOCK = "SELECT 1 FROM payments_till WHERE id = NEW.till_id"
_COUNTED = "SELECT 1 FROM payments_tillcount c WHERE c.till_id = NEW.id AND c.adapter ="
_FLOAT = "(CASE WHEN c.adapter = 'cash' THEN NEW.opening_float ELSE 0 END)"

TILLS = (
    *append_only("payments_tillmovement"),
    *append_only("payments_tillcount"),
    *(
        Guard(
            f"{table}_waits_for_an_open_till",
            table,
            "BEFORE INSERT",
            "a closed till never changes",
            f"NOT {_OPEN}",
            _TILL_LOCK,
        )
        for table in ("payments_tillmovement", "payments_tillcount")
    ),
    Guard(
        "till_movement_is_its_payment",
        "payments_tillmovement",
        "BEFORE INSERT",
        "a movement of a till is exactly a payment of its régie, or its opposite",
        "NOT EXISTS (SELECT 1 FROM payments_payment p JOIN payments_till t ON t.id = NEW.till_id"
        " WHERE p.id = NEW.payment_id AND p.status = 'PAID' AND p.adapter = NEW.adapter"
        " AND p.revenue_office_id = t.revenue_office_id"
        " AND ROUND((CASE WHEN NEW.kind = 'UNDONE' THEN -NEW.amount ELSE NEW.amount END) * 100)"
        " = ROUND(p.amount * 100))",
    ),
    Guard(
        "payment_handed_over_is_not_undone",
        "payments_tillmovement",
        "BEFORE INSERT",
        "a payment on a deposit slip is no longer undone in a till",
        "NEW.kind = 'UNDONE' AND EXISTS (SELECT 1 FROM payments_depositline d WHERE d.payment_id = NEW.payment_id)",
        "SELECT 1 FROM payments_payment WHERE id = NEW.payment_id",
    ),
    Guard(
        "till_closed_never_changes",
        "payments_till",
        "BEFORE UPDATE",
        "a closed till never changes",
        f"OLD.closed_at IS NOT NULL OR {changed('agent_id', 'revenue_office_id', 'day', 'opened_at')}",
    ),
    Guard(
        "till_is_closed_once_counted",
        "payments_till",
        "BEFORE UPDATE",
        "a till is closed once each of its means is counted against what it should hold",
        "OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND (EXISTS"  # noqa: S608
        " (SELECT 1 FROM payments_tillmovement m WHERE m.till_id = NEW.id"
        f" AND NOT EXISTS ({_COUNTED} m.adapter)) OR NOT EXISTS ({_COUNTED} 'cash')"
        " OR EXISTS (SELECT 1 FROM payments_tillcount c WHERE c.till_id = NEW.id AND ROUND(c.expected * 100) <>"
        f" ROUND(({_FLOAT} + (SELECT COALESCE(SUM(m.amount), 0) FROM payments_tillmovement m"
        " WHERE m.till_id = NEW.id AND m.adapter = c.adapter)) * 100)))",
    ),
    Guard("till_is_never_deleted", "payments_till", "BEFORE DELETE", "a till is closed, never deleted"),
)

SLIPS = (
    *append_only("payments_depositslip"),
    *append_only("payments_depositline"),
    Guard(
        "deposit_line_is_a_payment_of_a_closed_till",
        "payments_depositline",
        "BEFORE INSERT",
        "a slip lists payments of its means and régie, taken in a closed till and not undone",
        "NOT EXISTS (SELECT 1 FROM payments_payment p JOIN payments_depositslip s ON s.id = NEW.slip_id"
        " JOIN payments_tillmovement m ON m.payment_id = p.id AND m.kind = 'TAKEN'"
        " JOIN payments_till t ON t.id = m.till_id"
        " WHERE p.id = NEW.payment_id AND p.status = 'PAID' AND p.adapter = s.adapter"
        " AND p.revenue_office_id = s.revenue_office_id AND t.closed_at IS NOT NULL"
        " AND ROUND(p.amount * 100) = ROUND(NEW.amount * 100)"
        " AND NOT EXISTS (SELECT 1 FROM payments_tillmovement u WHERE u.payment_id = p.id AND u.kind = 'UNDONE'))",
        "SELECT 1 FROM payments_payment WHERE id = NEW.payment_id",
    ),
    Guard(
        "deposit_lines_stay_within_their_slip",
        "payments_depositline",
        "AFTER INSERT",
        "an issued slip takes no more lines",
        "NOT EXISTS (SELECT 1 FROM payments_depositslip s WHERE s.id = NEW.slip_id"
        " AND (SELECT COUNT(*) FROM payments_depositline l WHERE l.slip_id = s.id) <= s.count"
        " AND (SELECT ROUND(SUM(l.amount) * 100) FROM payments_depositline l WHERE l.slip_id = s.id)"
        " <= ROUND(s.total * 100))",
        "SELECT 1 FROM payments_depositslip WHERE id = NEW.slip_id",
    ),
)  # fmt: skip

COUNTER = (*TICKETS, *TILLS, *SLIPS)

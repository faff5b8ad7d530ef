"""The promises about enrolments, attendance and waivers that the database itself keeps, on SQLite and on PostgreSQL."""

from payments.guarding import Guard, append_only, changed

_OVERLAP = (
    "EXISTS (SELECT 1 FROM reservations_enrolment e WHERE e.id <> COALESCE(NEW.id, 0) AND e.child_id = NEW.child_id"
    " AND e.household_id = NEW.household_id AND e.activity_id = NEW.activity_id"
    " AND e.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')"
    " AND NEW.starts_on <= COALESCE(e.ends_on, '9999-12-31'))"
)
_MESSAGE = "two enrolments of a child in an activity never overlap"

ENROLMENTS = tuple(
    Guard(
        f"enrolments_do_not_overlap_{word}",
        "reservations_enrolment",
        f"BEFORE {word.upper()}",
        _MESSAGE,
        _OVERLAP,
        lock="SELECT 1 FROM families_child WHERE id = NEW.child_id",
    )
    for word in ("insert", "update")
)

ATTENDANCE = append_only("reservations_attendanceevent")
WAIVERS = (
    Guard(
        "waiver_never_changes",
        "reservations_waiver",
        "BEFORE UPDATE",
        "a waiver never changes: it only forgets a booking that is gone",
        changed(
            "household_id", "child_id", "session_id", "action", "deadline", "reason", "counts_as_late", "granted_at",
            "granted_by_id",
        )
        + " OR NEW.reservation_id IS NOT NULL",
    ),
    Guard("waiver_is_never_deleted", "reservations_waiver", "BEFORE DELETE", "a waiver is never deleted"),
)  # fmt: skip
GUARDS = (*ENROLMENTS, *ATTENDANCE, *WAIVERS)

"""The promises about enrolments and attendance that the database itself keeps, on SQLite and on PostgreSQL."""

from payments.guards import Guard, append_only

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
GUARDS = (*ENROLMENTS, *ATTENDANCE)

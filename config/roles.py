"""What each role of the town hall may do: permission codenames, granted after every migration.

A right that a room has not declared is skipped; taking one away here takes it away from the group.
"""

BACK_OFFICE = "wagtailadmin.access_admin"


def _whole(app: str, *models: str) -> set[str]:
    return {f"{app}.{verb}_{model}" for model in models for verb in ("add", "change", "delete", "view")}


def _read(app: str, *models: str) -> set[str]:
    return {f"{app}.view_{model}" for model in models}


COUNTER = {"families.act_for_household", *_read("families", "household", "guardian", "child")}
RULES = _whole("rules", "rulebook", "edition") | {"rules.publish_edition"}
FAMILIES = _whole(
    "families", "household", "guardian", "child", "quotient", "residence", "schooling", "healthsheet",
    "authorisedperson", "criterion",
)  # fmt: skip
SERVICES = _whole("reservations", "schoolyear", "calendar", "calendarperiod", "activity", "group", "unit", "session")
MONEY = {
    *_read("payments", "order", "payment", "ledgerentry", "alert"),
    "payments.change_alert",
}

ROLES: dict[str, set[str]] = {
    "communication": {BACK_OFFICE},  # its rights on pages, images and documents are given by cms
    "tarifs": {BACK_OFFICE, *RULES, *SERVICES},
    "accueil": {BACK_OFFICE, *COUNTER, *FAMILIES, "families.add_invitation", "imports.run_import"},
    "régie": {BACK_OFFICE, *COUNTER, *MONEY, *_whole("payments", "revenueoffice")},
    "comptable": {BACK_OFFICE, *MONEY},
    "animateur": {*_read("reservations", "session", "reservation")},
    "administrateur": {
        BACK_OFFICE, *COUNTER, *RULES, *FAMILIES, *SERVICES, *MONEY, *_whole("payments", "revenueoffice"),
        "families.add_invitation", "imports.run_import", *_whole("families", "user"),
    },
}  # fmt: skip

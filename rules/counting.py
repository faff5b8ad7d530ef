"""What a counter may count, and in which order."""

from enum import StrEnum


class What(StrEnum):
    """What a counter counts."""

    LINES = "lignes"
    QUANTITIES = "quantités"
    DISTINCT = "groupes distincts"
    SUM = "somme"
    RANK = "rang"
    OPENING_DAYS = "jours d'ouverture"
    SCHOOL_DAYS = "jours de classe"
    HOLIDAYS = "jours de vacances"
    PUBLIC_HOLIDAYS = "jours fériés"
    DAYS = "jours du calendrier"


OF_THE_CALENDAR = frozenset(
    {What.OPENING_DAYS, What.SCHOOL_DAYS, What.HOLIDAYS, What.PUBLIC_HOLIDAYS, What.DAYS}
)  # what is counted on the span of the group, whatever is booked


class Order(StrEnum):
    """The order in which an ordinal numbers the lines."""

    DAY = "jour"
    BOOKING = "réservation"

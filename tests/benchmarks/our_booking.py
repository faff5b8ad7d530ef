"""« Valider » as the server does it, one place for each child: see bench_rush.py.

python -m tests.benchmarks.our_booking DATABASE_URL prepare|book CHILDREN|SESSION
"""

import os
import sys

import django

os.environ["DATABASE_URL"] = sys.argv[1]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.demo"


def prepare(children: int) -> None:
    """The tables, and the town of the rush; tells which children may come."""
    from django.core.management import call_command

    from tests.rush.town import found

    call_command("migrate", verbosity=0, interactive=False)
    town = found(children, 30_000)
    print(town.session.pk, *(family.child.pk for family in town.families))


def book() -> None:
    """For each line of children on the standard input: « ready », wait for a line, hold for each, say how many were."""
    from django.utils import timezone

    from families.models import Child, Household
    from reservations.booking.holding import hold

    session = int(sys.argv[3])
    for line in sys.stdin:
        children = Child.objects.in_bulk([int(child) for child in line.split()])
        households = {one.pk: Household.objects.get(children=one) for one in children.values()}
        print("ready", flush=True)
        sys.stdin.readline()
        held = [
            hold(household=households[pk], child=child, wanted=[session], at=timezone.now()).held
            for pk, child in children.items()
        ]
        print(sum(map(len, held)), flush=True)


if __name__ == "__main__":
    django.setup()
    prepare(int(sys.argv[3])) if sys.argv[2] == "prepare" else book()

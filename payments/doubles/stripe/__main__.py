"""`python -m payments.doubles.stripe`: the double alone, for a test or a developer."""

import argparse
from pathlib import Path

from payments.doubles.stripe.server import double_of, listening, serve


def main() -> None:
    """Serve until stopped; the first line says the address."""
    parser = argparse.ArgumentParser(description="Une doublure de Stripe : aucun argent ne circule.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 : un port libre")
    parser.add_argument("--key", default="sk_test_doublure")
    parser.add_argument("--secret", default="whsec_doublure")
    parser.add_argument("--notify", required=True, help="l’adresse des avis du portail")
    parser.add_argument("--file", type=Path, help="où se souvenir d’un démarrage à l’autre")
    parser.add_argument("--waits", type=float, nargs="*", help="secondes entre deux envois d’un avis")
    given = parser.parse_args()
    waits = {} if given.waits is None else {"waits": given.waits}
    double = double_of(given.key, given.notify, given.secret, file=given.file, **waits)
    server = listening(double, given.host, given.port)
    print(f"http://{given.host}:{double.port}", flush=True)
    serve(double, server)


if __name__ == "__main__":
    main()

"""`python -m payments.doubles.payfip`: the double alone, for a test or a developer."""

import argparse
from pathlib import Path

from payments.doubles.payfip.server import Double, listening

CLIENT = "123456=Commune de Rivesource|SGC de Rivesource CANTINE-GARDERIE|Régie cantine et garderie"


def main() -> None:
    """Serve until stopped; the first line says the address."""
    parser = argparse.ArgumentParser(description="Une doublure de PayFiP : aucun argent ne circule.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 : un port libre")
    parser.add_argument(
        "--client", action="append", help="numcli=collectivité|comptable|régie ; plusieurs fois au besoin"
    )
    parser.add_argument("--file", type=Path, help="où se souvenir d’un démarrage à l’autre")
    given = parser.parse_args()
    double = Double(dict(_client(one) for one in given.client or [CLIENT]), file=given.file)
    server = listening(double, given.host, given.port)
    print(f"http://{given.host}:{double.port}", flush=True)
    server.serve_forever()


def _client(text: str) -> tuple[str, tuple[str, str, str]]:
    number, _equals, labels = text.partition("=")
    first, second, third, *_more = [*labels.split("|"), "", ""]
    return number, (first, second, third)


if __name__ == "__main__":
    main()

"""The messages, written and read by hand: envelopes, answers, faults."""

from html import escape

from defusedxml import ElementTree

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE = (
    "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/"
    "PaiementSecuriseService"
)
BODY = f"{{{ENVELOPE}}}Body"


class Unreadable(Exception):
    """This is no message of the service."""


class Refusal(Exception):
    """A fault: the name of its detail, a code, and words."""

    def __init__(self, code: str, words: str, kind: str = "FonctionnelleErreur") -> None:
        super().__init__(code)
        self.kind, self.code, self.words = kind, code, words


def read(message: bytes) -> tuple[str, dict[str, str]]:
    """Give the operation a message asks, and the fields of its one argument."""
    try:
        body = ElementTree.fromstring(message).find(BODY)
    except (ElementTree.ParseError, ValueError) as error:
        raise Unreadable(str(error)) from error
    asked = body[0] if body is not None and len(body) else None
    if asked is None or not asked.tag.startswith(f"{{{SERVICE}}}"):
        raise Unreadable("no operation of this service")
    argument = asked.find("arg0")
    if argument is None:
        raise Unreadable("no argument")
    return asked.tag.partition("}")[2], {field.tag: (field.text or "").strip() for field in argument}


def answer(operation: str, fields: dict[str, str]) -> str:
    """Write what an operation answers; an empty field is absent."""
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items() if value)
    return _enveloped(
        f'<ns2:{operation}Response xmlns:ns2="{SERVICE}"><return>{inside}</return></ns2:{operation}Response>'
    )


def fault(refusal: Refusal) -> str:
    """Write a refusal."""
    words = escape(refusal.words)
    return _enveloped(
        "<soap:Fault><faultcode>soap:Server</faultcode>"
        f"<faultstring>{words}</faultstring>"
        f'<detail><ns1:{refusal.kind} xmlns:ns1="{SERVICE}">'
        f"<code>{escape(refusal.code)}</code><descriptif>{words}</descriptif><libelle>{words}</libelle>"
        f"<message>{words}</message><severite>2</severite>"
        f"</ns1:{refusal.kind}></detail></soap:Fault>"
    )


def _enveloped(inside: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body>{inside}</soap:Body></soap:Envelope>'
    )

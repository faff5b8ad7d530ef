"""SOAP with PayFiP through zeep: our own WSDL, nothing fetched, no entity, no huge tree; its faults are our errors."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import requests
import zeep
from lxml import etree
from zeep.exceptions import Error, Fault

from payments.adapters.base import BankUnavailable
from payments.adapters.payfip.faults import error_of

PATIENCE = 6  # seconds PayFiP may take to answer; a parent waits behind
WSDL = str(Path(__file__).with_name("payfip.wsdl"))
BINDING = (
    "{http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/"
    "PaiementSecuriseService}PaiementSecuriseServiceSoap"
)
PRUDENT = zeep.Settings(
    strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=True, xml_huge_tree=False,
    xsd_ignore_sequence_order=True,
)  # fmt: skip


class PlainFields(zeep.Plugin):
    """Read the fields of an answer with or without a namespace: what the service publishes does not settle it."""

    def ingress(self, envelope, http_headers, operation):
        for returned in envelope.iter("{*}return"):
            for field in returned.iter():
                field.tag = etree.QName(field).localname
        return envelope, http_headers


def ask(address: str, operation: str, **fields: str) -> dict[str, str | None]:
    """Give what PayFiP answers to an operation, field by field.

    Raises:
        AdapterError: a fault, as `faults.error_of` says, or BankUnavailable where there is no answer to read.
    """
    try:
        answer = getattr(_service(address, PATIENCE), operation)(arg0=fields)
    except Fault as fault:
        raise error_of(*_detail(fault)) from fault
    except (Error, requests.RequestException, etree.LxmlError, ValueError) as error:
        raise BankUnavailable(type(error).__name__) from error
    if answer is None:
        raise BankUnavailable("an empty answer")
    return {"idOp": answer} if isinstance(answer, str) else zeep.helpers.serialize_object(answer, dict)


@lru_cache(maxsize=8)
def _service(address: str, patience: float) -> Any:
    """One client an address, which keeps its connections."""
    transport = zeep.Transport(operation_timeout=patience)
    client = zeep.Client(WSDL, transport=transport, settings=PRUDENT, plugins=[PlainFields()])
    return client.create_service(BINDING, address)


def _detail(fault: Fault) -> tuple[str, str, str]:
    """The name of a fault's detail, its code and its words; a fault without one is no answer."""
    told = next(iter(fault.detail), None) if isinstance(fault.detail, etree._Element) else None
    if told is None:
        return "", "", ""
    fields = {etree.QName(field).localname: (field.text or "").strip() for field in told}
    return etree.QName(told).localname, fields.get("code", ""), fields.get("libelle") or fields.get("descriptif", "")

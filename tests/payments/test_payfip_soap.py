"""The messages themselves: what we send and what the double answers, each valid against the WSDL we ship."""

from urllib.request import urlopen

import pytest
import zeep
from lxml import etree

from payments.adapters.base import BankUnavailable, UnknownPayment
from payments.adapters.payfip import PayFiPDemonstration, wire
from payments.adapters.payfip.debts import order_of
from payments.adapters.payfip.faults import TOLD
from tests.payments.payfip_double import NUMCLI
from tests.payments.test_payfip import ACCOUNT, NOBODY, visit, wish

XS = "{http://www.w3.org/2001/XMLSchema}"
SERVICE = wire.BINDING[1:].partition("}")[0]
ASKED = {
    "creerPaiementSecurise": None,
    "recupererDetailPaiementSecurise": {"idOp": NOBODY},
    "recupererDetailClient": {"numCli": NUMCLI},
}


@pytest.fixture
def bank(payfip):
    payfip.fault("none")
    return payfip


@pytest.fixture
def means(bank):
    return PayFiPDemonstration(bank.secrets)


@pytest.fixture(scope="session")
def schema(tmp_path_factory):
    """The types of our WSDL, in files that name each other."""
    folder, names = tmp_path_factory.mktemp("xsd"), {}
    found = etree.parse(wire.WSDL).findall(f".//{XS}schema")
    for number, one in enumerate(found):
        names[one.get("targetNamespace")] = f"{number}.xsd"
    for one in found:
        for wanted in one.findall(f"{XS}import"):
            wanted.set("schemaLocation", names[wanted.get("namespace")])
        (folder / names[one.get("targetNamespace")]).write_bytes(etree.tostring(one))
    return etree.XMLSchema(etree.parse(str(folder / names[SERVICE])))


def message(operation, fields) -> bytes:
    """What zeep writes for us."""
    client = zeep.Client(wire.WSDL, settings=wire.PRUDENT)
    return etree.tostring(client.create_message(client.service, operation, arg0=fields))


def inside(envelope: bytes):
    """What a message holds: the operation, its answer, or the detail of its fault."""
    body = etree.fromstring(envelope).find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    assert len(body) == 1
    detail = body[0].find("detail")
    return body[0] if detail is None else detail[0]


@pytest.mark.parametrize("operation", ASKED)
def test_what_we_ask_is_valid_and_the_double_reads_it(schema, bank, operation):
    sent = message(operation, ASKED[operation] or order_of(wish(bank), ACCOUNT))
    schema.assertValid(inside(sent))
    status, back = bank.post(sent)
    schema.assertValid(inside(back))
    assert etree.QName(inside(back)).localname == (f"{operation}Response" if status == 200 else "FonctionnelleErreur")


@pytest.mark.parametrize("decision", ["pay", "refuse", "abandon"])
def test_what_is_told_of_an_operation_that_ended_is_valid(schema, means, bank, decision):
    external_id = visit(means, bank)
    bank.act(external_id, decision)
    status, back = bank.post(message("recupererDetailPaiementSecurise", {"idOp": external_id}))
    assert status == 200
    schema.assertValid(inside(back))
    assert (inside(back).find("return/numauto") is None) is (decision != "pay")


@pytest.mark.parametrize("code", [*TOLD, "TechIndisponibiliteErreur", "TechProtocolaireErreur"])
def test_each_fault_of_the_double_is_valid(schema, bank, code):
    bank.fault(code)
    status, back = bank.post(message("recupererDetailPaiementSecurise", {"idOp": NOBODY}))
    assert status == 500
    schema.assertValid(inside(back))


def test_a_message_without_an_argument_is_not_valid_and_the_double_says_so(schema, bank):
    sent = message("recupererDetailClient", {"numCli": NUMCLI}).replace(b"arg0", b"arg1")
    assert not schema.validate(inside(sent))
    status, back = bank.post(sent)
    assert (status, etree.QName(inside(back)).localname) == (500, "TechProtocolaireErreur")


def test_what_is_no_message_is_refused_as_one(bank):
    for rubbish in (b"", b"<a>", b"<a/>", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'):
        assert bank.post(rubbish)[0] == 500


def test_fields_are_read_with_or_without_a_namespace(means, bank, monkeypatch):
    """The published contract does not settle it."""
    external_id = visit(means, bank)
    bank.act(external_id, "pay")
    plain = means.check(external_id)
    post = zeep.Transport.post

    def qualified(self, address, message, headers):
        response = post(self, address, message, headers)
        wrapped = response.content.replace(b"<return>", b'<return xmlns="http://example.org/reponse">')
        response._content = wrapped
        assert b"example.org" in wrapped
        return response

    monkeypatch.setattr(zeep.Transport, "post", qualified)
    assert means.check(external_id) == plain


def test_nothing_is_fetched_expanded_or_swallowed_whole():
    """XXE, entities, huge trees: forbidden, whatever zeep's own defaults become."""
    prudent = wire.PRUDENT
    assert (prudent.forbid_dtd, prudent.forbid_entities, prudent.forbid_external) == (True, True, True)
    assert (prudent.xml_huge_tree, prudent.strict) == (False, True)


@pytest.mark.parametrize(
    "trap",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
        '<!DOCTYPE a [<!ENTITY x "aaaa">]>',
    ],
)
def test_an_answer_that_declares_anything_is_no_answer(means, bank, monkeypatch, trap):
    external_id = visit(means, bank)
    bank.act(external_id, "pay")
    post = zeep.Transport.post

    def trapped(self, address, message, headers):
        response = post(self, address, message, headers)
        response._content = response.content.replace(b"?>", b"?>" + trap.encode(), 1)
        return response

    monkeypatch.setattr(zeep.Transport, "post", trapped)
    with pytest.raises(BankUnavailable):
        means.check(external_id)


def test_a_page_opens_once_and_an_operation_nobody_knows_has_none(means, bank):
    external_id = visit(means, bank)
    with urlopen(bank.page(external_id)) as page:
        assert "Choix du mode de paiement" in page.read().decode()
    with urlopen(bank.page(external_id)) as page:
        assert "Cette page a déjà été ouverte." in page.read().decode()
    with pytest.raises(UnknownPayment):
        means.check(NOBODY)

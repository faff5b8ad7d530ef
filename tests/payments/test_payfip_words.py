"""The words of PayFiP: every refusal told in French, every form checked before asking, every result understood. B06."""

from decimal import Decimal

import pytest

from payments.adapters.base import Answer, BankRefuses, BankUnavailable, Status, Unfit, UnknownPayment
from payments.adapters.payfip import PayFiPDemonstration, wire
from payments.adapters.payfip.answers import answer_of, paid_at
from payments.adapters.payfip.debts import Account, order_of, subject
from payments.adapters.payfip.faults import TO_THE_FAMILY, TOLD
from tests.payments.payfip_double import NUMCLI
from tests.payments.test_payfip import ACCOUNT, NOBODY, visit, wish


@pytest.fixture
def bank(payfip):
    payfip.fault("none")
    return payfip


@pytest.fixture
def means(bank):
    return PayFiPDemonstration(bank.secrets)


class TestFaults:
    """Every code, told in French to the régie, and to the family where she can do something about it."""

    @pytest.mark.parametrize("code", [code for code in TOLD if code not in {*TO_THE_FAMILY, "P1", "P4", "P5"}])
    def test_each_refusal_is_told_to_the_regie_with_its_code(self, means, bank, code):
        bank.fault(code, "create")
        with pytest.raises(BankRefuses) as refused:
            means.start(wish(bank))
        assert str(refused.value) == f"{TOLD[code]} ({code})"
        assert not isinstance(refused.value, Unfit)

    @pytest.mark.parametrize("code", TO_THE_FAMILY)
    def test_what_a_family_can_set_right_is_told_to_her(self, means, bank, code):
        bank.fault(code, "create")
        with pytest.raises(Unfit) as refused:
            means.start(wish(bank))
        assert str(refused.value) == str(TO_THE_FAMILY[code])

    @pytest.mark.parametrize("code", ["P1", "P4"])
    def test_an_operation_over_or_forgotten_is_unknown(self, means, bank, code):
        bank.fault(code, "retrieve")
        with pytest.raises(UnknownPayment, match=code):
            means.check(visit(means, bank))

    def test_an_operation_not_over_is_pending(self, means, bank):
        external_id = visit(means, bank)
        bank.fault("P5", "retrieve")
        assert means.check(external_id).status is Status.PENDING

    def test_a_code_we_do_not_know_is_told_in_payfip_s_words(self, means, bank):
        bank.fault("Z9", "create")
        with pytest.raises(BankRefuses, match=r"PayFiP refuse \(code Z9\) : Refus demandé par un essai"):
            means.start(wish(bank))

    @pytest.mark.parametrize("kind", ["TechDysfonctionnementErreur", "TechIndisponibiliteErreur"])
    def test_a_service_that_is_down_is_no_refusal(self, means, bank, kind):
        bank.fault(kind, "create")
        with pytest.raises(BankUnavailable, match=kind):
            means.start(wish(bank))

    def test_a_message_payfip_does_not_understand_is_for_who_keeps_the_portal(self, means, bank):
        bank.fault("TechProtocolaireErreur", "create")
        with pytest.raises(BankRefuses, match="Prévenez la personne qui tient le portail"):
            means.start(wish(bank))

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"numcli": "12345"}, "T1"), ({"numcli": "999999"}, "T2"), ({"saisie": "Q"}, "S1"),
            ({"montant": "1,00"}, "M1"), ({"montant": "99"}, "M3"), ({"montant": "10000000"}, "M5"),
            ({"mel": ""}, "A1"), ({"mel": "parent"}, "A2"), ({"refdet": "2026"}, "R3"),
            ({"urlnotif": "notif"}, "N1"), ({"urlredirect": "https://x.fr/" + "y" * 250}, "D1"),
        ],
    )  # fmt: skip
    def test_the_double_refuses_by_itself_what_payfip_refuses(self, bank, fields, code):
        asked = {**order_of(wish(bank), ACCOUNT), **fields}
        with pytest.raises(BankRefuses) as refused:
            wire.ask(f"{bank.address}/tpa/services/securite", "creerPaiementSecurise", **asked)
        assert str(refused.value) in (f"{TOLD[code]} ({code})", str(TO_THE_FAMILY.get(code)))


class TestForms:
    """What is checked before PayFiP is asked."""

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"email": ""}, "Mon dossier"),
            ({"email": "parent"}, "Mon dossier"),
            ({"email": "p@" + "x" * 80 + ".fr"}, "Mon dossier"),
            ({"amount": Decimal("0.99")}, "moins de 1,00 €"),
            ({"amount": Decimal("100000.00")}, "plus de 99 999,99 €"),
        ],
    )
    def test_what_does_not_fit_is_said_to_the_family(self, bank, fields, said):
        with pytest.raises(Unfit, match=said):
            order_of(wish(bank, **fields), ACCOUNT)

    @pytest.mark.parametrize("amount", ["1.00", "99999.99"])
    def test_the_least_and_the_most_are_taken(self, means, bank, amount):
        assert visit(means, bank, amount)

    @pytest.mark.parametrize(
        ("fields", "account"),
        [
            ({}, Account("12345", "T")),
            ({}, Account(NUMCLI, "R")),
            ({"purpose": "…"}, ACCOUNT),
            ({"notify_url": "/notification/"}, ACCOUNT),
            ({"return_url": "https://portail.test/" + "x" * 230}, ACCOUNT),
        ],
    )
    def test_what_the_town_set_wrong_is_said_to_the_regie(self, bank, fields, account):
        with pytest.raises(BankRefuses) as refused:
            order_of(wish(bank, **fields), account)
        assert not isinstance(refused.value, Unfit)

    @pytest.mark.parametrize(
        ("text", "plain"),
        [
            ("Régie cantine 2026-C000001", "Regie cantine 2026 C000001"),
            ("L’été : cœur & Cie", "L ete coeur Cie"),
            ("é" * 150, "e" * 100),
            ("…", ""),
        ],
    )
    def test_a_subject_is_letters_digits_and_spaces(self, text, plain):
        assert subject(text) == plain


class TestAnswers:
    """Pure values."""

    WHOLE = {"refdet": "20261231x207x0001", "montant": "380", "numcli": NUMCLI, "exer": "26", "saisie": None}

    @pytest.mark.parametrize(
        ("result", "status"),
        [("P", Status.PAID), ("V", Status.PAID), ("A", Status.ABANDONED), ("R", Status.REFUSED), ("Z", Status.REFUSED)],
    )
    def test_each_result_has_its_status(self, result, status):
        answer = answer_of(NOBODY, {**self.WHOLE, "resultrans": result}, ACCOUNT)
        assert answer == Answer(NOBODY, "20261231x207x0001", status, Decimal("3.80"), {"result": result})

    @pytest.mark.parametrize("missing", ["refdet", "montant", "resultrans"])
    def test_a_detail_that_is_not_whole_is_no_answer(self, missing):
        with pytest.raises(BankUnavailable):
            answer_of(NOBODY, {**self.WHOLE, "resultrans": "P", missing: None}, ACCOUNT)

    def test_a_result_or_an_amount_nobody_knows_is_no_answer(self):
        for more in ({"resultrans": "Q"}, {"resultrans": "P", "montant": "-380"}):
            with pytest.raises(BankUnavailable):
                answer_of(NOBODY, {**self.WHOLE, **more}, ACCOUNT)

    @pytest.mark.parametrize(
        ("day", "hour", "said"), [("31122026", "1904", "31/12/2026 19:04"), ("", "", ""), ("99", "x", "")]
    )
    def test_a_moment_is_read_as_paris_writes_it(self, day, hour, said):
        assert paid_at(day, hour) == said

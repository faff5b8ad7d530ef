"""A published tariff entered in the editor as a clerk does: buttons, lists and keys; nothing is posted in her place."""

ROUNDINGS = {"au centime le plus proche": "arrondi au centime, au plus proche", "aucun": "sans arrondi"}
POLICIES = {"F": "la première ligne qui convient", "U": "une seule ligne convient à chaque cas"}


def enter(clerk, data):
    """Type the counters, the steps and the examples of a règlement's file, one key after the other."""
    for number, counter in enumerate(data.get("compteurs", ()), start=1):
        _counter(clerk, number, counter)
    for number, step in enumerate(data["etapes"], start=1):
        _step(clerk, number, step)
    for number, example in enumerate(data["exemples"], start=1):
        _example(clerk, number, example)


def settled(clerk):
    """What the editor says once everything typed is saved and reviewed."""
    with clerk.page.expect_response(lambda answer: "en-direct" in answer.url and answer.json().get("saved")) as said:
        clerk.page.get_by_label("Titre").press("End")
        clerk.page.get_by_label("Titre").type(" ")
    return said.value.json()


def _press(clerk, name):
    """A button that sends the form and brings the page back."""
    clerk.page.evaluate("document.body.dataset.before = 'oui'")
    clerk.page.get_by_role("button", name=name, exact=True).first.click()
    clerk.page.locator("body:not([data-before]) .rules-form").wait_for()
    clerk.page.wait_for_function("window.preau?.workshop && !document.querySelector('.sheet:not(.tabulator)')")


def _counter(clerk, number, counter):
    _press(clerk, "Ajouter un compteur")
    group = clerk.page.get_by_role("group", name=f"Compteur {number}", exact=True)
    group.get_by_label("Nom du compteur").fill(counter["libelle"])
    group.get_by_label("Sur", exact=True).select_option(counter["sur"])
    group.get_by_label("Parmi").fill(counter.get("parmi", ""))
    if counter.get("ordre") == "réservation":
        group.get_by_label("Numérote").select_option(label="dans l'ordre des réservations")
    if counter.get("partis-aussi"):
        group.get_by_label("compte aussi les réservations annulées").check()
    if counter.get("compte") == "groupes distincts":
        group.get_by_label("Compte", exact=True).select_option(label="les groupes distincts")
        _press(clerk, "Enregistrer le brouillon")
        group.get_by_label("De", exact=True).select_option(counter["de"])


def _step(clerk, number, step):
    _press(clerk, "Ajouter une étape")
    part = clerk.page.locator(f"[data-sheet='{number - 1}']")
    part.get_by_label(f"Étape {number}", exact=True).fill(step["nom"])
    part.get_by_label("Opération").select_option(step["operation"])
    part.get_by_label("S'applique").select_option(step["niveau"])
    part.get_by_label("Règle de choix").select_option(label=POLICIES[step.get("regle", "U")])
    part.get_by_label("Arrondi").select_option(label=ROUNDINGS[step.get("arrondi", "aucun")])
    _details(part, step)
    for title in step["colonnes"]:
        part.get_by_label("Nouvelle colonne").select_option(label=title)
        part.get_by_role("button", name="Ajouter la colonne").click()
        clerk.sheet(number).get_by_role("columnheader", name=title, exact=True).wait_for()
    _rows(clerk, number, step)


def _details(part, step):
    said = {
        "Ne concerne que": step.get("couvre"), "Nom de ce que": step.get("ecrit"),
        "Porte sur": ", ".join(step.get("sur", ())), "Prise en charge par": step.get("debiteur"),
    }  # fmt: skip
    if any(said.values()):
        part.get_by_text("Autres réglages de l'étape").click()
    for label, text in said.items():
        if text:
            part.get_by_label(label).fill(text)


def _rows(clerk, number, step):
    clerk.cell(1, step["colonnes"][0], number).click()
    for row in step["lignes"]:
        for text in row[:-1]:
            clerk.types(text, "<Tab>")
        clerk.types(row[-1], "<Enter>")


def _example(clerk, number, example):
    _press(clerk, "Ajouter un exemple")
    group = clerk.page.get_by_role("group", name=f"Exemple {number}", exact=True)
    group.get_by_label("Cas").fill(example["cas"])
    group.get_by_label("Réservations").fill("\n".join(example["lignes"]))
    group.get_by_label("Résultat attendu").fill(example["attendu"])

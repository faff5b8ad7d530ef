/* While somebody types: the draft saved after each pause, its review marked in the cells, its examples green or red. */
(() => {
  const preau = window.preau;
  const { form, words, sheets } = preau.workshop;
  const PAUSE = 600;
  const AGAIN = 5000;
  const MOST_SHOWN = 30; // the first are mended first; the others come up then
  const board = form.querySelector("[data-live-state]");
  const part = (name) => board.querySelector(`[data-${name}]`);
  let shown = "", timer, asking, waiting, unsaved = false, again = false, stopped = false;

  if (!("clash" in words)) {
    board.hidden = false;
    sheets.forEach((sheet) => sheet.model.onChange(changed));
    form.addEventListener("input", (event) => event.target.closest(".sheet") || changed());
    form.addEventListener("submit", submitted);
    window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
    board.addEventListener("click", repairPressed);
    sheets.forEach((sheet) => sheet.part.addEventListener("click", repairPressed));
    Promise.all(sheets.map((sheet) => sheet.ready)).then(ask);
  }

  function changed() {
    unsaved = true;
    clearTimeout(timer);
    timer = stopped ? undefined : setTimeout(ask, PAUSE);
  }

  /* A button pressed while a save is under way waits for it: two saves of one's own are no quarrel. */
  function submitted(event) {
    clearTimeout(timer);
    if (asking) {
      event.preventDefault();
      waiting = event.submitter;
    } else {
      unsaved = false;
    }
  }

  /* One question at a time; what changes meanwhile is asked after. */
  async function ask() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    unsaved = false;
    try {
      await answered(await fetch(words.live, { method: "POST", body: new FormData(form) }));
    } catch {
      unsaved = true;
      part("saved").textContent = words.failed;
      timer = setTimeout(ask, AGAIN);
    }
    asking = false;
    if (waiting) {
      form.requestSubmit(waiting);
    } else if (again) {
      again = false;
      ask();
    }
  }

  async function answered(response) {
    if (!response.ok && response.status !== 409) {
      throw new Error(response.statusText);
    }
    const said = await response.json();
    part("saved").textContent = said.said;
    if (said.stale) {
      offerBoth();
      return;
    }
    unsaved ||= !said.saved;
    if (said.saved) {
      form.elements.content.value = said.content;
    }
    if (said.reload && !again) {
      unsaved = false;
      window.location.reload();
      return;
    }
    review(said.findings);
    examples(said.proofs);
  }

  /* Somebody else has saved: nothing more is sent until the clerk has seen both. */
  function offerBoth() {
    again = false;
    stopped = true;
    const button = Object.assign(document.createElement("button"), { type: "submit", className: "button", textContent: words.both });
    Object.assign(button, { name: "do", value: "save" });
    part("count").replaceChildren(button);
    button.focus();
  }

  /* The review ------------------------------------------------------------------------------------- */

  function review(findings) {
    const blocking = findings.filter((one) => one.blocking).length;
    const count = blocking === 0 ? words.nothing : blocking === 1 ? words.one : words.several.replace("{n}", blocking);
    if (part("count").textContent !== count) {
      part("count").textContent = count;
    }
    const key = JSON.stringify(findings);
    if (key !== shown) {
      shown = key;
      part("findings").replaceChildren(...findings.slice(0, MOST_SHOWN).map(line));
    }
    sheets.forEach((sheet) => sheet.mark(marksOf(sheet, findings)));
  }

  function line(finding) {
    const item = preau.saying(finding);
    if (finding.place) {
      const link = Object.assign(document.createElement("a"), { href: `#${finding.anchor}`, textContent: finding.place });
      link.addEventListener("click", (event) => goTo(finding) && event.preventDefault());
      item.prepend(link, " : ");
    }
    return item;
  }

  /* To the very cell, where there is one. */
  function goTo(finding) {
    const sheet = finding.row === null || finding.part === "exemple" ? undefined : sheets[finding.step];
    const row = sheet?.model.placeOf(sheet.sent.rows[finding.row]);
    if (row === undefined) {
      return false;
    }
    const key = keyOf(sheet, finding) || sheet.model.columns[1].key;
    sheet.choose({ row, column: Math.max(0, sheet.model.columns.findIndex((column) => column.key === key)) });
    return true;
  }

  const keyOf = (sheet, finding) => ({ cellule: sheet.sent.keys[finding.column], resultat: "out" })[finding.part] ?? "";

  /* By row, then by column; what is said of a whole row stands under no column. */
  function marksOf(sheet, findings) {
    const marks = new Map();
    for (const one of findings) {
      const id = one.step === sheet.number && one.part !== "exemple" && one.part !== "compteur" ? sheet.sent.rows[one.row] : undefined;
      if (id !== undefined) {
        const row = marks.get(id) ?? marks.set(id, new Map()).get(id);
        const key = keyOf(sheet, one);
        row.set(key, [...(row.get(key) ?? []), one]);
      }
    }
    return marks;
  }

  /* A repair in one press: « mend:step:row:column:text » writes a cell, « insert:step:texts » adds a row. */
  function repairPressed(event) {
    const [, kind, rest] = /^(mend|insert):(.*)$/s.exec(event.target.dataset?.repair ?? "") ?? [];
    if (kind === "mend") {
      const [, step, row, column, text] = /^(\d+):(\d+):(\d+):(.*)$/s.exec(rest);
      const sheet = sheets[step];
      const place = sheet.model.placeOf(sheet.sent.rows[row]);
      sheet.model.write([[place, sheet.sent.keys[column], text]]);
      sheet.choose({ row: place, column: sheet.model.columns.findIndex((one) => one.key === sheet.sent.keys[column]) });
    } else if (kind === "insert") {
      const [, step, place, texts] = /^(\d+):(\d+):(.*)$/s.exec(rest);
      insert(sheets[step], Number(place), texts.split("|"));
    }
  }

  /* The missing row, its result still to be written. */
  function insert(sheet, after, texts) {
    const { model } = sheet;
    const row = model.blank();
    sheet.sent.keys.forEach((key, place) => (row[key] = texts[place]?.trim() ?? ""));
    const place = Math.min(after, model.rows.length);
    model.become({ ...model.state, rows: model.rows.toSpliced(place, 0, row) });
    sheet.choose({ row: place, column: model.columns.length - 1 });
  }

  /* The examples ------------------------------------------------------------------------------------ */

  function examples(proofs) {
    proofs.forEach((proof, number) => {
      const place = document.getElementById(`e${number}`)?.querySelector("[data-proof]");
      if (place) {
        place.className = `rules-proof rules-proof--${proof.agrees ? "right" : "wrong"}`;
        place.textContent = `${proof.agrees ? "✓" : "✗"} ${proof.agrees ? words.agrees : words.disagrees} ${proof.words}`;
      }
    });
  }
})();

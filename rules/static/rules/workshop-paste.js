/* A published grid just pasted: its brackets written as cells are, and once a column, what lies between two of them asked. */
(() => {
  const { form, words, sheets } = window.preau.workshop;

  sheets.forEach((sheet) => {
    sheet.asked = new Set();
    sheet.onPasted = (block, row, column) => {
      const columns = sheet.model.columns.slice(column, column + Math.max(...block.map((texts) => texts.length)));
      columns.filter((one) => one.fact).forEach((one) => tidy(sheet, one, row, block.length));
    };
  });

  async function tidy(sheet, column, row, count) {
    const ids = sheet.model.rows.slice(row, row + count).map((one) => one.id);
    const pasted = sheet.model.rows.slice(row, row + count).map((one) => one[column.key]);
    const asked = new FormData(form);
    asked.set("step", sheet.number);
    asked.set("fact", column.fact);
    pasted.forEach((text) => asked.append("text", text));
    const answer = await fetch(words.paste, { method: "POST", body: asked });
    if (!answer.ok) {
      return;
    }
    const said = await answer.json();
    rewrite(sheet, column, ids, pasted, said.texts);
    if (said.question && !sheet.asked.has(column.key)) {
      sheet.asked.add(column.key);
      ask(sheet, column, ids, said);
    }
  }

  /* The cells that still say what was pasted: part of the same paste, for « Annuler ». */
  function rewrite(sheet, column, ids, before, after, grain) {
    const cells = ids.map((id, place) => [sheet.model.placeOf(id), column.key, after[place], before[place]])
      .filter(([place, key, , was]) => place !== undefined && sheet.model.rows[place][key] === was);
    sheet.model.amend(sheet.model.written(cells.map(([place, key, text]) => [place, key, text])));
    if (grain) {
      sheet.model.setGrain(column.key, grain);
    }
  }

  function ask(sheet, column, ids, { question, texts }) {
    const dialog = document.createElement("dialog");
    dialog.className = "sheet-question";
    const title = Object.assign(document.createElement("h2"), { textContent: question.sentence, id: `question-${sheet.number}` });
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.append(title, ...question.ways.map((way) => wayOf(way, () => {
      rewrite(sheet, column, ids, texts, way.texts, way.grain);
      dialog.close();
    })));
    dialog.addEventListener("close", () => {
      dialog.remove();
      sheet.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  /* One way to close the brackets: its sentence, and the exact bounds it gives. */
  function wayOf(way, take) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "sheet-way" });
    const bounds = Object.assign(document.createElement("span"), { className: "rules-help", textContent: way.texts.join(" | ") });
    button.append(Object.assign(document.createElement("strong"), { textContent: way.label }), bounds);
    button.addEventListener("click", take);
    return button;
  }
})();

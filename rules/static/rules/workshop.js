/* The editor of an edition: each step's plain table becomes a sheet, and what the sheets hold goes with the form. */
(() => {
  const preau = (window.preau ??= {});
  const form = document.querySelector("[data-workshop]");
  const words = form.dataset;
  const sheets = [...form.querySelectorAll("[data-sheet]")].map(sheetOf);
  preau.workshop = { form, words, sheets };

  /* From the plain table to a sheet ---------------------------------------------------------------- */

  function sheetOf(part) {
    const plain = part.querySelector("[data-plain]");
    const columns = columnsOf(plain);
    const rows = [...plain.querySelectorAll("tbody tr")].map((row) => rowOf(row, columns));
    const tools = document.getElementById("sheet-tools").content.cloneNode(true);
    plain.replaceWith(tools);
    part.querySelectorAll("[data-plain]").forEach((extra) => extra.remove());
    const model = new preau.SheetModel(columns, rows);
    const place = words.place.replace("{step}", Number(part.dataset.sheet) + 1);
    const said = { number: words.number, empty: words.empty, wrong: words.wrong, place };
    const sheet = new preau.Sheet(part.querySelector(".sheet"), model, said, plain.getAttribute("aria-label"));
    Object.assign(sheet, { part, number: Number(part.dataset.sheet) });
    preau.tools(sheet, words);
    return sheet;
  }

  function columnsOf(plain) {
    const facts = [...plain.querySelectorAll("th[data-fact]")].map((head, place) => ({
      key: `f${place}`, title: head.dataset.title, hint: head.dataset.hint, fact: head.dataset.fact,
      grain: head.dataset.grain, kind: head.dataset.kind, fixed: false,
    }));
    const ends = plain.querySelectorAll("th[data-end]");
    const end = (head, key) => ({ key, title: head.dataset.title, hint: head.dataset.hint ?? "", fixed: true });
    return [end(ends[0], "label"), ...facts, end(ends[1], "out")];
  }

  function rowOf(row, columns) {
    const texts = [...row.querySelectorAll("input, textarea")].map((input) => preau.oneLine(input.value));
    return Object.fromEntries(columns.map((column, place) => [column.key, texts[place] ?? ""]));
  }

  /* From the sheets to the form -------------------------------------------------------------------- */

  form.addEventListener("formdata", ({ formData }) => sheets.forEach((sheet) => fill(sheet, formData)));

  function fill(sheet, data) {
    const prefix = `s${sheet.number}.`;
    const { columns } = sheet.model;
    const facts = columns.filter((column) => !column.fixed);
    const rows = sheet.model.filled();
    sheet.sent = { rows: rows.map((row) => row.id), keys: facts.map((column) => column.key) };
    data.set(`${prefix}columns`, facts.length);
    facts.forEach((column, place) => {
      data.set(`${prefix}c${place}.fact`, column.fact);
      data.set(`${prefix}c${place}.grain`, column.grain);
    });
    data.set(`${prefix}grid`, preau.asText(rows.map((row) => columns.map((column) => row[column.key]))));
  }
})();

/* Around a sheet: its buttons, and the bar that shows the chosen cell whole, how it is written and what is wrong with it. */
(() => {
  const preau = (window.preau ??= {});

  preau.tools = (sheet, words) => {
    const { part, model } = sheet;
    const on = (name) => part.querySelector(`[data-do="${name}"]`);
    const acts = {
      undo: () => model.undo(), redo: () => model.redo(), insert: () => sheet.insertRow(), remove: () => sheet.removeRows(),
      up: () => sheet.shiftRow(-1), down: () => sheet.shiftRow(1), left: () => sheet.shiftColumn(-1),
      right: () => sheet.shiftColumn(1), column: () => sheet.removeColumn(),
    };
    for (const [name, act] of Object.entries(acts)) {
      on(name).addEventListener("click", act);
    }
    part.querySelector("[data-add-row]").addEventListener("click", (event) => {
      event.preventDefault();
      sheet.active = sheet.anchor = { row: model.rows.length - 1, column: model.columns.length > 2 ? 1 : 0 };
      sheet.insertRow();
      sheet.focus();
    });
    part.querySelector("[data-add-column]").addEventListener("click", (event) => {
      event.preventDefault();
      addColumn(sheet, part.querySelector("[data-addable]"));
    });
    sheet.onChosen = () => tell(sheet, words, on);
    sheet.onLeave = () => on("undo").closest(".sheet-tools").querySelector("button:not(:disabled)").focus();
  };

  function addColumn(sheet, select) {
    const chosen = select.selectedOptions[0];
    if (chosen && !sheet.model.columns.some((column) => column.fact === chosen.value)) {
      const { title, hint, kind, grain } = chosen.dataset;
      const key = `f${chosen.value}`.replaceAll(".", "_");
      sheet.model.addColumn({ key, title, hint, kind, grain, fact: chosen.value, fixed: false });
    }
  }

  function tell(sheet, words, on) {
    const { model, active, part } = sheet;
    const column = model.columns[active.column];
    const empty = model.rows.length === 0;
    on("undo").disabled = !model.past.length;
    on("redo").disabled = !model.future.length;
    on("remove").disabled = empty;
    on("up").disabled = active.row === 0;
    on("down").disabled = active.row >= model.rows.length - 1;
    for (const name of ["left", "right", "column"]) {
      on(name).disabled = column.fixed;
    }
    part.querySelector("[data-where]").textContent = empty ? words.empty : sheet.nameOf(active);
    part.querySelector("[data-whole]").textContent = empty ? "" : sheet.textAt(active) || "—";
    part.querySelector("[data-hint]").textContent = column.hint;
    complain(sheet, part.querySelector("[data-wrong]"), column);
  }

  /* What is wrong with the chosen cell and its row, each with its repairs. */
  function complain(sheet, list, column) {
    const marks = sheet.marks.get(sheet.model.rows[sheet.active.row]?.id);
    const said = [...(marks?.get(column.key) ?? []), ...(marks?.get("") ?? [])];
    const key = JSON.stringify(said);
    if (list.dataset.key !== key) {
      list.dataset.key = key;
      list.replaceChildren(...said.map((one) => preau.saying(one)));
    }
  }

  /* A finding as a line of a list: its sentence and its buttons. */
  preau.saying = (finding) => {
    const line = document.createElement("li");
    line.className = finding.blocking ? "rules-error" : "rules-remark";
    line.append(finding.message);
    for (const [label, value] of finding.repairs) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "rules-mini", textContent: label });
      button.dataset.repair = value;
      line.append(" ", button);
    }
    return line;
  };
})();

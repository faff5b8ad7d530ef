/* The hands on a sheet: keyboard, typing in a cell, clipboard, mouse. Escape leaves the table, so that Tab never holds anybody. */
(() => {
  const preau = (window.preau ??= {});
  const PAGE = 12;

  preau.keys = (sheet) => {
    sheet.host.addEventListener("keydown", (event) => {
      if (sheet.editing ? whileTyping(sheet, event) : whileMoving(sheet, event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    });
    for (const [name, act] of Object.entries({ copy: copied, cut: copied, paste: pasted })) {
      sheet.host.addEventListener(name, (event) => sheet.editing || act(sheet, event));
    }
  };

  /* Moving from cell to cell ---------------------------------------------------------------------- */

  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-PAGE, 0], PageDown: [PAGE, 0] };

  function whileMoving(sheet, event) {
    const command = event.ctrlKey || event.metaKey;
    if (event.altKey && event.key in ARROWS) {
      return carry(sheet, ARROWS[event.key]);
    }
    if (command) {
      return commanded(sheet, event);
    }
    if (event.key in ARROWS) {
      return step(sheet, ARROWS[event.key], event.shiftKey);
    }
    const act = KEYS[event.key];
    if (act) {
      return act(sheet, event);
    }
    if (event.key === "Dead" || (event.key.length === 1 && !event.altKey)) {
      edit(sheet, "");
    }
    return false; // what is typed goes into the cell just opened
  }

  const KEYS = {
    Enter: (sheet, event) => (event.shiftKey ? step(sheet, [-1, 0], false) : edit(sheet)),
    F2: (sheet) => edit(sheet),
    Delete: (sheet) => erase(sheet),
    Backspace: (sheet) => erase(sheet),
    Tab: (sheet, event) => tab(sheet, event.shiftKey),
    Home: (sheet, event) => sheet.choose({ ...sheet.active, column: 0 }, { extend: event.shiftKey }) || true,
    End: (sheet, event) => sheet.choose({ ...sheet.active, column: Infinity }, { extend: event.shiftKey }) || true,
    Escape: (sheet) => sheet.leave(),
  };

  function commanded(sheet, event) {
    const act = {
      z: () => (event.shiftKey ? sheet.model.redo() : sheet.model.undo()),
      y: () => sheet.model.redo(),
      a: () => selectAll(sheet),
      home: () => sheet.choose({ row: 0, column: 0 }),
      end: () => sheet.choose({ row: Infinity, column: Infinity }),
      enter: () => sheet.insertRow(),
    }[event.key.toLowerCase()];
    act?.();
    return Boolean(act);
  }

  function selectAll(sheet) {
    sheet.anchor = { row: 0, column: 0 };
    sheet.choose({ row: Infinity, column: Infinity }, { extend: true, focus: false });
  }

  function step(sheet, [down, right], extend) {
    sheet.tabbedFrom = undefined;
    sheet.choose({ row: sheet.active.row + down, column: sheet.active.column + right }, { extend });
    return true;
  }

  /* Alt and an arrow move the row or the column. */
  function carry(sheet, [down, right]) {
    if (down) {
      sheet.shiftRow(Math.sign(down));
    } else {
      sheet.shiftColumn(right);
    }
    return true;
  }

  /* The next cell, then the next row; from the last cell Tab goes on to the page. */
  function tab(sheet, back) {
    const last = sheet.model.columns.length - 1;
    let { row, column } = sheet.active;
    sheet.tabbedFrom ??= column;
    column += back ? -1 : 1;
    if (column > last || column < 0) {
      row += back ? -1 : 1;
      column = back ? last : 0;
    }
    if (row < 0 || row >= sheet.model.rows.length) {
      return false;
    }
    sheet.choose({ row, column });
    return true;
  }

  function erase(sheet) {
    const { top, bottom, left, right } = sheet.range;
    const keys = sheet.model.columns.slice(left, right + 1).map((column) => column.key);
    const rows = Array.from({ length: bottom - top + 1 }, (_, below) => top + below);
    sheet.model.write(rows.flatMap((row) => keys.map((key) => [row, key, ""])));
    return true;
  }

  /* Typing in a cell ------------------------------------------------------------------------------ */

  function edit(sheet, text) {
    const cell = sheet.cellAt(sheet.active);
    if (!cell) {
      return false;
    }
    const before = sheet.textAt(sheet.active);
    const input = Object.assign(document.createElement("input"), { type: "text", value: text ?? before, className: "sheet-input" });
    input.setAttribute("aria-label", sheet.nameOf(sheet.active));
    input.autocomplete = "off";
    sheet.editing = { ...sheet.active, input, before, id: sheet.model.rows[sheet.active.row].id };
    cell.getElement().replaceChildren(input);
    input.focus();
    input.addEventListener("blur", () => setTimeout(() => sheet.holding || commit(sheet)));
    return true;
  }

  function whileTyping(sheet, event) {
    const act = { Enter: enter, Tab: tabAway, Escape: giveUp, ArrowUp: arrowAway, ArrowDown: arrowAway }[event.key];
    return !event.isComposing && act ? act(sheet, event) : false;
  }

  /* What was typed is kept; the cell shows it. */
  function commit(sheet) {
    const typed = sheet.editing;
    if (typed) {
      sheet.editing = null;
      const text = preau.oneLine(typed.input.value);
      typed.input.remove();
      sheet.redraw(sheet.drawn.get(typed.id));
      sheet.model.write([[typed.row, sheet.model.columns[typed.column].key, text]]);
    }
  }

  function enter(sheet, event) {
    const { row } = sheet.editing;
    commit(sheet);
    const column = sheet.tabbedFrom ?? sheet.active.column;
    sheet.tabbedFrom = undefined;
    const next = row + (event.shiftKey ? -1 : 1);
    if (next === sheet.model.rows.length) {
      sheet.active = { row: next, column };
      sheet.anchor = sheet.active;
      sheet.model.addRow(next);
    } else {
      sheet.choose({ row: next, column });
    }
    return true;
  }

  function tabAway(sheet, event) {
    commit(sheet);
    if (!tab(sheet, event.shiftKey)) {
      sheet.focus();
    }
    return true;
  }

  function arrowAway(sheet, event) {
    commit(sheet);
    return step(sheet, ARROWS[event.key], false);
  }

  function giveUp(sheet) {
    sheet.editing.input.value = sheet.editing.before;
    commit(sheet);
    sheet.focus();
    return true;
  }

  /* Clipboard and mouse --------------------------------------------------------------------------- */

  function copied(sheet, event) {
    preau.putOn(event.clipboardData, sheet.block());
    event.preventDefault();
    if (event.type === "cut") {
      erase(sheet);
    }
  }

  function pasted(sheet, event) {
    const block = preau.blockOf(event.clipboardData);
    event.preventDefault();
    if (block.length) {
      const { top, left } = sheet.range;
      sheet.model.paste(block, top, left);
      sheet.anchor = { row: top, column: left };
      const last = { row: top + block.length - 1, column: left + Math.max(...block.map((row) => row.length)) - 1 };
      sheet.choose(last, { extend: true, focus: false });
      sheet.onPasted?.(block, top, left);
    }
  }

  preau.mouse = (sheet) => {
    const placeUnder = (event) => {
      const element = event.target.closest(".tabulator-cell:not(.sheet-number)");
      const row = element && sheet.model.placeOf(sheet.idOf(element));
      const column = sheet.model.columns.findIndex((one) => one.key === element?.getAttribute("tabulator-field"));
      return element && row >= 0 && column >= 0 ? { row, column } : undefined;
    };
    let dragging = false;
    sheet.host.addEventListener("mousedown", (event) => {
      const place = event.target.closest(".sheet-input") ? undefined : placeUnder(event);
      if (place && event.button === 0) {
        commit(sheet);
        dragging = true;
        event.preventDefault();
        sheet.choose(place, { extend: event.shiftKey });
      }
    });
    sheet.host.addEventListener("mouseover", (event) => {
      const place = dragging && placeUnder(event);
      if (place) {
        sheet.choose(place, { extend: true, focus: false });
      }
    });
    document.addEventListener("mouseup", () => (dragging = false));
    sheet.host.addEventListener("dblclick", (event) => !sheet.editing && placeUnder(event) && edit(sheet));
  };
})();

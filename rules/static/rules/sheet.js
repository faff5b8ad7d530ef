/* The table of one step as a spreadsheet: Tabulator lays out rows and columns, this file says what stands in them and
   what is chosen. The texts stay in the model: Tabulator only knows the numbers of the rows. */
(() => {
  const preau = (window.preau ??= {});
  const WIDTHS = { label: 150, out: 260 };

  preau.Sheet = class {
    /* `words` are the sentences of the page, by name. */
    constructor(host, model, words, name) {
      Object.assign(this, { host, model, words, marks: new Map(), editing: null });
      this.active = { row: 0, column: 1 };
      this.anchor = this.active;
      this.ready = new Promise((done) => (this.built = done));
      this.table = new Tabulator(host, {
        data: this.numbers(), columns: this.definitions(), index: "id", layout: "fitColumns",
        maxHeight: "65vh", rowHeight: 36, movableRows: true, movableColumns: true, headerSortClickElement: "icon",
        columnDefaults: { headerSort: false, formatter: (cell) => this.content(cell), minWidth: 130, resizable: "header" },
        placeholder: words.empty, rowFormatter: (row) => this.numbered(row), selectableRows: false,
      });
      host.setAttribute("aria-label", name);
      this.table.on("tableBuilt", () => this.begin());
      this.table.on("renderComplete", () => this.hold());
      this.table.on("scrollVertical", () => this.hold());
      this.table.on("rowMoved", (row) => this.moved(row));
      this.table.on("columnMoved", () => this.columnsMoved());
      model.onChange((before, after) => this.follow(before, after));
    }

    numbers() {
      return this.model.rows.map(({ id }) => ({ id }));
    }

    begin() {
      this.host.querySelector(".tabulator-tableholder").removeAttribute("tabindex"); // its cells take the focus
      this.host.tabIndex = -1;
      this.counts();
      this.watchFocus();
      preau.keys(this);
      preau.mouse(this);
      this.paint();
      this.built(this);
    }

    /* Tabulator makes its cells anew now and then: who was in the table stays there. */
    hold() {
      if (!this.holding || document.activeElement !== document.body) {
        return;
      }
      if (this.editing) {
        this.editing.input.focus({ preventScroll: true });
      } else {
        const element = this.cellAt(this.active)?.getElement();
        (element?.isConnected ? element : this.host).focus({ preventScroll: true });
        this.paint();
      }
    }

    watchFocus() {
      const inside = (event) => this.host.contains(event.target);
      document.addEventListener("focusin", (event) => (this.holding = inside(event)));
      document.addEventListener("pointerdown", (event) => (this.holding &&= inside(event)));
    }

    /* How many rows and columns there are, those out of sight included. */
    counts() {
      this.drawn = new Map(this.table.getRows().map((row) => [row.getData().id, row]));
      this.host.setAttribute("aria-rowcount", this.model.rows.length + 1);
      this.host.setAttribute("aria-colcount", this.model.columns.length + 1);
      this.host.querySelectorAll(".tabulator-col").forEach((head, place) => head.setAttribute("aria-colindex", place + 1));
    }

    definitions() {
      const columns = this.model.columns.map((column) => ({
        field: column.key, title: column.title, minWidth: WIDTHS[column.key] ?? 130,
        titleFormatter: () => Object.assign(document.createElement("span"), { textContent: column.title }),
      }));
      const number = {
        field: "n", title: this.words.number, width: 58, minWidth: 58, rowHandle: true, resizable: false,
        formatter: (cell) => String(cell.getRow().getPosition() || ""), cssClass: "sheet-number",
      };
      return [number, ...columns];
    }

    /* What a cell shows: its text, and in words what is wrong with it. */
    content(cell) {
      const place = this.placeOf(cell);
      if (this.editing?.id === cell.getData().id && this.editing.column === place.column) {
        return this.editing.input; // being typed in
      }
      const said = this.marks.get(cell.getData().id)?.get(cell.getField()) ?? [];
      const element = cell.getElement();
      element.setAttribute("aria-colindex", place.column + 2);
      element.tabIndex = -1;
      element.classList.toggle("sheet-wrong", said.length > 0);
      const shown = document.createElement("span");
      shown.textContent = this.textAt(place);
      if (said.length) {
        const hidden = Object.assign(document.createElement("span"), { className: "w-sr-only" });
        hidden.textContent = ` ${this.words.wrong} ${said.map((one) => one.message).join(" ")}`;
        shown.append(hidden);
      }
      return shown;
    }

    numbered(row) {
      const element = row.getElement();
      element.setAttribute("aria-rowindex", (row.getPosition() || 0) + 1);
      const said = this.marks.get(row.getData().id)?.get("") ?? [];
      element.dataset.id = row.getData().id;
      element.classList.toggle("sheet-row-wrong", said.length > 0);
    }

    idOf(element) {
      return Number(element.closest("[data-id]")?.dataset.id);
    }

    /* « étape 1, ligne 3, quotient familial » */
    nameOf({ row, column }) {
      return this.words.place.replace("{row}", row + 1).replace("{column}", this.model.columns[column].title);
    }

    placeOf(cell) {
      return {
        row: this.model.placeOf(cell.getData().id),
        column: this.model.columns.findIndex((column) => column.key === cell.getField()),
      };
    }

    /* The Tabulator cell at a place, or undefined. */
    cellAt({ row, column }) {
      const data = this.model.rows[row];
      return (data && this.drawn.get(data.id)?.getCell(this.model.columns[column].key)) || undefined;
    }

    textAt({ row, column }) {
      return this.model.rows[row]?.[this.model.columns[column].key] ?? "";
    }

    /* The rectangle between the cell chosen first and the last one. */
    get range() {
      const sorted = (name) => [this.anchor[name], this.active[name]].sort((one, two) => one - two);
      const [top, bottom] = sorted("row");
      const [left, right] = sorted("column");
      return { top, bottom, left, right };
    }

    block() {
      const { top, bottom, left, right } = this.range;
      const keys = this.model.columns.slice(left, right + 1).map((column) => column.key);
      return this.model.rows.slice(top, bottom + 1).map((row) => keys.map((key) => row[key]));
    }

    /* Choose a cell; with `extend`, everything from the first chosen to it. */
    choose(place, { extend = false, focus = true } = {}) {
      const within = (value, count) => Math.max(0, Math.min(value, count - 1));
      this.active = {
        row: within(place.row, this.model.rows.length), column: within(place.column, this.model.columns.length),
      };
      this.anchor = extend ? this.anchor : this.active;
      this.paint();
      return focus ? this.focus() : undefined;
    }

    async focus() {
      const cell = this.cellAt(this.active);
      this.awaited = !cell;
      if (!cell) {
        return; // once it is drawn
      }
      if (!cell.getElement().isConnected) {
        await this.table.scrollToRow(cell.getRow(), "nearest", false);
      }
      cell.getElement().focus({ preventScroll: false });
      this.paint();
    }

    /* Show which cells are chosen, and which one Tab comes back to. */
    paint() {
      const { top, bottom, left, right } = this.range;
      this.chosen?.forEach((element) => {
        element.classList.remove("sheet-chosen", "sheet-active");
        element.removeAttribute("aria-selected");
        element.tabIndex = -1;
      });
      this.chosen = [];
      for (const row of top === bottom ? [top] : this.shownRows(top, bottom)) {
        for (let column = left; column <= right; column += 1) {
          const element = this.cellAt({ row, column })?.getElement();
          if (!element) {
            continue; // being made anew
          }
          element.classList.add("sheet-chosen");
          element.setAttribute("aria-selected", "true");
          this.chosen.push(element);
        }
      }
      this.paintActive();
    }

    /* The rows that are in the page, rather than above or below what is scrolled to. */
    shownRows(top, bottom) {
      const elements = [...this.host.querySelectorAll(".tabulator-row")];
      const places = elements.map((element) => this.model.placeOf(Number(element.dataset.id)));
      return places.filter((place) => place >= top && place <= bottom);
    }

    paintActive() {
      const element = this.cellAt(this.active)?.getElement();
      if (element) {
        element.classList.add("sheet-active");
        element.tabIndex = 0;
        this.chosen.push(element);
      }
      this.onChosen?.(this);
    }

    /* What the buttons and their keys do to the rows and columns chosen. */
    insertRow() {
      const place = this.model.rows.length ? this.range.bottom + 1 : 0;
      this.active = { row: place, column: Math.max(0, this.active.column) };
      this.anchor = this.active;
      this.model.addRow(place);
    }

    removeRows() {
      const { top, bottom } = this.range;
      if (this.model.rows.length) {
        this.active = this.anchor = { ...this.active, row: Math.max(0, Math.min(top, this.model.rows.length - 2)) };
        this.model.removeRows(top, bottom);
      }
    }

    shiftRow(by) {
      const { row, column } = this.active;
      const to = row + by;
      if (to >= 0 && to < this.model.rows.length) {
        this.active = this.anchor = { row: to, column };
        this.model.moveRow(row, to);
      }
    }

    shiftColumn(by) {
      const moved = this.model.columns[this.active.column];
      this.model.moveColumn(moved.key, by);
      this.active = this.anchor = { ...this.active, column: this.model.columns.indexOf(moved) };
      this.focus();
    }

    removeColumn() {
      const column = this.model.columns[this.active.column];
      if (!column.fixed) {
        this.model.removeColumn(column.key);
      }
    }

    /* Escape: on to what follows the table. */
    leave() {
      this.onLeave?.(this);
      return true;
    }

    /* What is wrong, by row and column: cells and rows whose marks change are drawn again. */
    mark(marks) {
      const before = this.marks;
      this.marks = marks;
      const text = (found) => JSON.stringify([...(found ?? [])]);
      for (const id of new Set([...before.keys(), ...marks.keys()])) {
        if (text(before.get(id)) !== text(marks.get(id))) {
          this.redraw(this.drawn.get(id));
        }
      }
      this.onChosen?.(this);
    }

    /* In place: Tabulator's own redrawing would take the focus away. */
    redraw(row) {
      if (!row || this.editing?.id === row.getData().id) {
        return;
      }
      this.numbered(row);
      for (const cell of row.getCells().filter((one) => one.getField() !== "n")) {
        cell.getElement().replaceChildren(this.content(cell));
      }
    }

    /* The model has changed: draw what differs. */
    follow(before, after) {
      const same = before.columns === after.columns && before.rows.length === after.rows.length
        && before.rows.every((row, place) => row.id === after.rows[place].id);
      if (same) {
        after.rows.forEach((row, place) => row !== before.rows[place] && this.redraw(this.drawn.get(row.id)));
        this.paint();
        return;
      }
      const inside = this.host.contains(document.activeElement);
      if (inside) {
        this.host.focus({ preventScroll: true }); // while its cells are made anew
      }
      if (before.columns !== after.columns) {
        this.table.setColumns(this.definitions());
      }
      this.table.replaceData(this.numbers()).then(() => {
        this.counts();
        this.choose(this.active, { focus: inside || this.awaited });
      });
    }

    moved(row) {
      const { id } = row.getData();
      const from = this.model.placeOf(id);
      const to = this.table.getRows().findIndex((one) => one.getData().id === id);
      this.model.moveRow(from, to);
    }

    columnsMoved() {
      const order = this.table.getColumns().map((column) => column.getField());
      const rank = (column) => (column.key === "label" ? -1 : column.key === "out" ? order.length : order.indexOf(column.key));
      const columns = [...this.model.columns].sort((one, two) => rank(one) - rank(two));
      this.model.become({ ...this.model.state, columns });
    }
  };
})();

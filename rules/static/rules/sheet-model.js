/* What the table of one step holds: columns, rows of texts, and everything undone and done again.

   A state is never changed, a new one is made: undoing is going back to the state before. `columns` are
   { key, title, hint, fact, grain, fixed }, the label first and the result last; `rows` are { id, [key]: text }. */
(() => {
  const preau = (window.preau ??= {});
  const MOST_UNDONE = 200;

  preau.SheetModel = class {
    constructor(columns, rows) {
      this.numbers = 0;
      this.state = { columns, rows: rows.map((texts) => this.row(texts)) };
      this.past = [];
      this.future = [];
      this.heard = [];
    }

    get columns() {
      return this.state.columns;
    }

    get rows() {
      return this.state.rows;
    }

    /* Where the row of that number stands, or undefined. */
    placeOf(id) {
      if (this.placed?.rows !== this.rows) {
        this.placed = { rows: this.rows, places: new Map(this.rows.map((row, place) => [row.id, place])) };
      }
      return this.placed.places.get(id);
    }

    row(texts) {
      return { ...texts, id: (this.numbers += 1) };
    }

    onChange(hear) {
      this.heard.push(hear);
    }

    /* One thing done, that one « Annuler » undoes. */
    become(state) {
      this.past.push(this.state);
      this.past.splice(0, this.past.length - MOST_UNDONE);
      this.future = [];
      this.show(state);
    }

    /* The last thing done, said otherwise: still one thing to undo. */
    amend(state) {
      this.show(state);
    }

    show(state) {
      const before = this.state;
      this.state = state;
      this.heard.forEach((hear) => hear(before, state));
    }

    undo() {
      if (this.past.length) {
        this.future.push(this.state);
        this.show(this.past.pop());
      }
    }

    redo() {
      if (this.future.length) {
        this.past.push(this.state);
        this.show(this.future.pop());
      }
    }

    /* Cells: a list of [row, key, text], rows and columns by their place where they are numbers. */
    written(cells, state = this.state) {
      const rows = [...state.rows];
      for (const [place, key, text] of cells) {
        if (rows[place][key] !== text) {
          rows[place] = { ...rows[place], [key]: text };
        }
      }
      return { ...state, rows };
    }

    write(cells) {
      if (cells.some(([place, key, text]) => this.rows[place][key] !== text)) {
        this.become(this.written(cells));
      }
    }

    blank() {
      return this.row(Object.fromEntries(this.columns.map((column) => [column.key, ""])));
    }

    isBlank(row) {
      return this.columns.every((column) => ["", "—"].includes(row[column.key].trim()));
    }

    addRow(place) {
      this.become({ ...this.state, rows: this.rows.toSpliced(place, 0, this.blank()) });
    }

    removeRows(first, last) {
      this.become({ ...this.state, rows: this.rows.toSpliced(first, last - first + 1) });
    }

    moveRow(place, to) {
      const rows = [...this.rows];
      rows.splice(to, 0, ...rows.splice(place, 1));
      this.become({ ...this.state, rows });
    }

    addColumn(column) {
      const rows = this.rows.map((row) => ({ ...row, [column.key]: "—" }));
      this.become({ columns: this.columns.toSpliced(-1, 0, column), rows });
    }

    removeColumn(key) {
      this.become({ ...this.state, columns: this.columns.filter((column) => column.key !== key) });
    }

    moveColumn(key, by) {
      const from = this.columns.findIndex((column) => column.key === key);
      const to = from + by;
      if (!this.columns[from].fixed && this.columns[to] && !this.columns[to].fixed) {
        const columns = [...this.columns];
        columns.splice(to, 0, ...columns.splice(from, 1));
        this.become({ ...this.state, columns });
      }
    }

    setGrain(key, grain) {
      const columns = this.columns.map((column) => (column.key === key ? { ...column, grain } : column));
      this.amend({ ...this.state, columns });
    }

    /* A block of texts laid from that cell on; rows are added where it goes below the last. */
    laid(block, row, column) {
      const rows = [...this.rows];
      while (rows.length < row + block.length) {
        rows.push(this.blank());
      }
      const keys = this.columns.slice(column).map((one) => one.key);
      const cells = block.flatMap((texts, below) =>
        texts.slice(0, keys.length).map((text, right) => [row + below, keys[right], text]),
      );
      return this.written(cells, { ...this.state, rows });
    }

    paste(block, row, column) {
      this.become(this.laid(block, row, column));
    }

    /* What the form sends: the rows that hold something, a line each, tabs between their texts. */
    filled() {
      return this.rows.filter((row) => !this.isBlank(row));
    }
  };

  preau.asText = (block) => block.map((texts) => texts.map(preau.oneLine).join("\t")).join("\n");
  preau.oneLine = (text) => (/\s{2}|[^\S ]|^\s|\s$/.test(text) ? text.replace(/\s+/g, " ").trim() : text);
})();

/* A block of cells to and from the clipboard: what LibreOffice and Excel copy, as text with tabs or as an HTML table. */
(() => {
  const preau = (window.preau ??= {});

  preau.blockOf = (clipboard) => {
    const page = clipboard.getData("text/html");
    const found = page ? fromPage(page) : [];
    return found.length ? found : fromText(clipboard.getData("text/plain"));
  };

  /* Tabs between cells; a cell with a tab or a line break stands between quotes, its own quotes doubled. */
  function fromText(text) {
    const block = [[]];
    const piece = /(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/gy;
    const said = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    for (let found; piece.lastIndex <= said.length && (found = piece.exec(said)); ) {
      block.at(-1).push(preau.oneLine(found[1]?.replaceAll('""', '"') ?? found[2]));
      if (found[3] === "") {
        break;
      }
      if (found[3] === "\n") {
        block.push([]);
      }
    }
    return block.some((texts) => texts.some(Boolean)) ? block : [];
  }

  function fromPage(page) {
    const table = new DOMParser().parseFromString(page, "text/html").querySelector("table");
    const rows = [...(table?.rows ?? [])].map((row) => [...row.cells].flatMap(texts));
    return rows.filter((row) => row.some(Boolean));
  }

  /* A cell over several columns counts for as many. */
  const texts = (cell) => [preau.oneLine(cell.textContent), ...Array(Math.max(0, cell.colSpan - 1)).fill("")];

  preau.putOn = (clipboard, block) => {
    const row = (cells) => {
      const line = document.createElement("tr");
      line.append(...cells.map((text) => Object.assign(document.createElement("td"), { textContent: text })));
      return line;
    };
    const table = document.createElement("table");
    table.append(...block.map(row));
    clipboard.setData("text/plain", preau.asText(block));
    clipboard.setData("text/html", table.outerHTML);
  };
})();

// Sorts tables by their headers and filters rows by text. Every page works without it.
"use strict";
(() => {
  const value = (cell, asNumber) => {
    if (!asNumber) return cell.textContent.trim().toLowerCase();
    const number = parseFloat(cell.dataset.value ?? cell.textContent.replace(/[, ]/g, ""));
    return Number.isNaN(number) ? -Infinity : number;
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, column) => {
      const asNumber = header.dataset.sort === "number";
      const button = document.createElement("button");
      button.type = "button";
      const link = header.querySelector("a");
      if (link) {
        button.textContent = "⇅";
        button.setAttribute("aria-label", `sort by ${link.textContent}`);
        header.append(" ", button);
      } else {
        button.append(...header.childNodes);
        header.append(button);
      }
      button.addEventListener("click", () => {
        const down = header.getAttribute("aria-sort") ? header.getAttribute("aria-sort") === "ascending" : asNumber;
        headers.forEach((other) => other.removeAttribute("aria-sort"));
        header.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows];
        rows.sort((one, other) => {
          const [a, b] = [value(one.cells[column], asNumber), value(other.cells[column], asNumber)];
          return (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1);
        });
        table.tBodies[0].append(...rows);
      });
    });
  }
})();

// Completes indicator codes inside a formula: the word under the caret, from the list that stands on the page anyway.
// Without script the field's own list and the table below serve. Also hides what the kind or the comparator does not use.
"use strict";
(() => {
  const names = [...document.querySelectorAll(".formula-names tbody tr")].map((row) => {
    const cells = [...row.cells].map((cell) => cell.textContent.trim());
    return { code: cells[0], label: cells[1], unit: cells[3] };
  });
  const wordAt = (field) => field.value.slice(0, field.selectionStart).match(/[A-Za-z_0-9\u4e00-\u9fff]*$/)[0];

  for (const field of document.querySelectorAll("[data-formula]")) {
    field.removeAttribute("list");
    const box = document.createElement("ul");
    box.className = "completions";
    box.hidden = true;
    box.setAttribute("aria-label", field.labels[0].textContent);
    field.after(box);
    const take = (name) => {
      const word = wordAt(field), at = field.selectionStart;
      field.setRangeText(name.code, at - word.length, at, "end");
      box.hidden = true;
      field.focus();
    };
    const offer = () => {
      const word = wordAt(field).toLowerCase();
      const found = word ? names.filter((name) => name.code.toLowerCase().startsWith(word) || name.label.toLowerCase().includes(word)).slice(0, 8) : [];
      box.replaceChildren(...found.map((name) => {
        const item = document.createElement("li"), button = document.createElement("button");
        button.type = "button";
        button.textContent = `${name.code}  ${name.label}${name.unit === "—" ? "" : `（${name.unit}）`}`;
        button.addEventListener("click", () => take(name));
        item.append(button);
        return item;
      }));
      box.hidden = !found.length || (found.length === 1 && found[0].code === word);
    };
    field.addEventListener("input", offer);
    field.parentElement.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !field.parentElement.contains(event.relatedTarget)) box.hidden = true;
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") box.hidden = true;
      if (event.key === "ArrowDown" && !box.hidden) { event.preventDefault(); box.querySelector("button").focus(); }
    });
    box.addEventListener("keydown", (event) => {
      const item = event.target.closest("li");
      if (event.key === "ArrowDown" && item.nextSibling) { event.preventDefault(); item.nextSibling.firstChild.focus(); }
      if (event.key === "ArrowUp") { event.preventDefault(); (item.previousSibling ? item.previousSibling.firstChild : field).focus(); }
      if (event.key === "Escape") { box.hidden = true; field.focus(); }
    });
  }

  const kind = document.getElementById("kind");
  const show = () => {
    for (const part of document.querySelectorAll("[data-kinds]")) part.hidden = !part.dataset.kinds.split(" ").includes(kind.value);
  };
  if (kind) { kind.addEventListener("change", show); show(); }
  const comparator = document.getElementById("comparator");
  const limits = () => {
    for (const part of document.querySelectorAll("[data-comparators]")) part.hidden = part.dataset.comparators !== comparator.value;
  };
  if (comparator) { comparator.addEventListener("change", limits); limits(); }
})();

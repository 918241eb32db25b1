// "/" moves to the search box; Escape and a click elsewhere close an open menu. Every page works without this file.
(function () {
  "use strict";
  const writing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !writing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const box = document.querySelector("main [data-search]") || document.querySelector("[data-search]");
      if (box) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.account[open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.account[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
})();

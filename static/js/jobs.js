// Keeps the page of a job up to date. Figures change in place, and a new step is said once to screen readers.
(function () {
  "use strict";
  const SECONDS = 1;
  const find = (selector, place) => (place || document).querySelector(selector);

  function refresh(fresh) {
    for (const selector of ["#job-step", "#job-figures", "#job .steps"]) {
      const [old, young] = [find(selector), find(selector.replace("#job ", ""), fresh)];
      if (old && young && old.innerHTML !== young.innerHTML) old.innerHTML = young.innerHTML;
    }
    const value = find("progress", fresh).getAttribute("value");
    if (value === null) find("#job-bar").removeAttribute("value");
    else find("#job-bar").setAttribute("value", value);
  }

  function show(fresh) {
    const step = find("#job-step", fresh).textContent;
    if (step !== find("#job-step").textContent) find("#job-said").textContent = step;
    if (fresh.dataset.state === find("#job").dataset.state) refresh(fresh);
    else find("#job").replaceWith(fresh);
  }

  async function ask() {
    try {
      const answer = await fetch(location.href, { headers: { "X-Fragment": "1" }, redirect: "error" });
      const holder = document.createElement("template");
      holder.innerHTML = answer.ok ? await answer.text() : "";
      const fresh = find("#job", holder.content);
      if (fresh && fresh.dataset.status === "done") return location.replace(fresh.dataset.next);
      if (fresh && !find("progress", fresh)) return location.reload();
      if (fresh) show(fresh);
    } catch {
      // The server is being restarted: the work goes on, and so does asking.
    }
    return setTimeout(ask, SECONDS * 1000);
  }

  setTimeout(ask, SECONDS * 1000);
})();

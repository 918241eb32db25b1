// Keeps the page of a job up to date: only what changed is replaced, so that screen readers say a step once.
(function () {
  "use strict";
  const SECONDS = 1;
  const find = (id, place) => (place || document).querySelector(`#${id}`);

  function update(fresh) {
    for (const id of ["job-step", "job-figures"]) {
      if (find(id).textContent !== find(id, fresh).textContent) find(id).textContent = find(id, fresh).textContent;
    }
    const [bar, value] = [find("job-bar"), find("job-bar", fresh).getAttribute("value")];
    if (value === null) bar.removeAttribute("value");
    else bar.setAttribute("value", value);
    const [steps, news] = [document.querySelectorAll("#job .steps li"), fresh.querySelectorAll(".steps li")];
    steps.forEach((step, number) => {
      step.className = news[number].className;
      if (news[number].hasAttribute("aria-current")) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    const [form, kept] = [document.querySelector("#job form"), fresh.querySelector("form")];
    if (form && !kept) form.remove();
  }

  async function ask() {
    try {
      const answer = await fetch(location.href, { headers: { "X-Fragment": "1" }, redirect: "error" });
      const holder = document.createElement("template");
      holder.innerHTML = answer.ok ? await answer.text() : "";
      const fresh = holder.content.querySelector("#job");
      if (fresh && fresh.dataset.status === "done") return location.replace(fresh.dataset.next);
      if (fresh && !find("job-bar", fresh)) return location.reload();
      if (fresh && fresh.dataset.status !== find("job").dataset.status) find("job").replaceWith(fresh);
      else if (fresh) update(fresh);
    } catch {
      // The server is being restarted: the work goes on, and so does asking.
    }
    return setTimeout(ask, SECONDS * 1000);
  }

  setTimeout(ask, SECONDS * 1000);
})();

/* The test bench beside the tables: what is asked is answered on the spot, on what is typed. */
(() => {
  const { form } = window.preau.workshop;
  const bench = form.querySelector("[data-try]");

  bench.querySelector("[data-try-now]").addEventListener("click", async (event) => {
    event.preventDefault();
    const asked = new FormData(form);
    asked.set("fragment", "1");
    const answer = await fetch(bench.dataset.try, { method: "POST", body: asked });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    bench.querySelector("[data-trial]").replaceChildren(...page.body.childNodes);
  });
})();

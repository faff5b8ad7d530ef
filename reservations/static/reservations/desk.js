// The desk adds up as the clerk types: what is left goes to cash until cash is typed, and the change is said.
// Without this script « Calculer le reste » does the same; the server decides alone.
"use strict";

const form = document.getElementById("encaissement");
const cents = (text) => Math.round(parseFloat(String(text).replace(/[\s€]/g, "").replace(",", ".")) * 100) || 0;
const written = (sum) => (sum / 100).toFixed(2).replace(".", ",");

if (form) {
  const cash = form.elements.cash_amount;
  const received = form.elements.cash_received;
  const change = form.querySelector(".desk__change");
  const rest = form.querySelector(".desk__rest");
  let typed = false;

  const tickets = () => {
    const paid = [...form.querySelectorAll("[name=tickets]:checked")]
      .map((box) => cents(box.closest("label").textContent.split("·").pop()))
      .reduce((sum, price) => sum + price, 0);
    return Math.min(paid, cents(form.dataset.lines));
  };

  const besides = () => {
    const names = /^(cheque_amount|titres-\d+-value)$/;
    return [...form.elements].filter((one) => names.test(one.name)).reduce((sum, one) => sum + cents(one.value), 0);
  };

  const add = () => {
    const left = Math.max(0, cents(form.dataset.asked) - tickets());
    const forCash = Math.max(0, left - besides());
    if (cash && !typed) cash.value = written(forCash);
    const gap = left - besides() - (cash ? cents(cash.value) : 0);
    rest.hidden = gap === 0;
    rest.textContent = `${gap > 0 ? form.dataset.missing : form.dataset.excess} ${written(Math.abs(gap))} €`;
    if (change && received) {
      const back = cents(received.value) - cents(cash.value);
      change.hidden = !(received.value && back >= 0);
      change.querySelector("strong").textContent = `${written(back)} €`;
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target === cash) typed = true;
    add();
  });
  form.addEventListener("change", add);
  add();
}

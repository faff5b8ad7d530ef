/* Comfort on the planning: everything works without it. */

const PART = "X-Partie";

/* « Tout le mois » ticks at once what the server would tick, and tells what it leaves out. */
function tickTheRow(whole) {
  const unit = whole.closest(".unit");
  const boxes = [...unit.querySelectorAll("[data-simple]")];
  for (const box of boxes) {
    box.checked = whole.checked;
  }
  unit.querySelector(".unit__said").textContent = whole.checked ? whole.dataset.whole : "";
}

/* The whole-row box shows a tick when every day it covers has one. */
function showTheRow(unit) {
  const whole = unit.querySelector("[data-whole]");
  const boxes = [...unit.querySelectorAll("[data-simple]")];
  if (whole && boxes.length) {
    const ticked = boxes.filter((box) => box.checked).length;
    whole.checked = ticked === boxes.length;
    whole.indeterminate = ticked > 0 && ticked < boxes.length;
  }
}

/* A day touched says in words what it is. */
function say(day) {
  const words = day.querySelector(".visually-hidden");
  const said = day.closest(".unit").querySelector(".unit__said");
  said.textContent = words.textContent;
}

/* What a parent would lose by leaving: the boxes and the hours, as they were shown and as they are. */
const theForm = () => document.getElementById("planning");
const chosen = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => !/^(csrf|coche)/.test(name)));
let asShown = "";
let sending = false;

/* A page just arrived, or a part of it: its boxes are as the server says. */
function prepare() {
  const form = theForm();
  sending = false;
  if (!form) {
    return;
  }
  for (const whole of form.querySelectorAll("[data-whole]")) {
    whole.removeAttribute("name"); // the days it ticks are sent, one by one
  }
  for (const unit of form.querySelectorAll(".unit")) {
    showTheRow(unit);
  }
  asShown = chosen(form);
}

/* Where the button pressed is gone, the title takes its place; what is shown is said. */
function arrive() {
  const title = document.getElementById("titre");
  if (!title) {
    return;
  }
  if (document.activeElement === document.body) {
    title.focus({ preventScroll: true });
  }
  document.getElementById("annonce").textContent = title.textContent.replace(/\s+/g, " ").trim();
}

const isThePage = (event) => event.detail.target && event.detail.target.id === "page";

/* What comes back is no part of the planning (the log-in, say): it is opened as a page of its own. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (isThePage(event) && event.detail.xhr.status !== 204 && !event.detail.xhr.getResponseHeader(PART)) {
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    sending = true;
    window.location.assign(event.detail.xhr.responseURL || window.location.href);
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (isThePage(event)) {
    prepare();
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (isThePage(event)) {
    arrive();
  }
});

document.addEventListener("htmx:sendError", (event) => {
  sending = false;
  const cut = document.getElementById("coupure");
  if (cut && isThePage(event)) {
    cut.hidden = false;
    cut.focus();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.dataset.whole !== undefined) {
    tickTheRow(event.target);
  }
  const unit = event.target.closest(".unit");
  if (unit && theForm()) {
    showTheRow(unit);
  }
});

document.addEventListener("submit", (event) => {
  sending = sending || event.target === theForm();
});

document.addEventListener("click", (event) => {
  sending = sending || event.target.closest(".plan__leaving a") !== null;
  const day = event.target.closest(".unit .day");
  if (day && !day.querySelector("input[type=checkbox]")) {
    say(day);
  }
});

window.addEventListener("beforeunload", (event) => {
  const form = theForm();
  if (form && !sending && chosen(form) !== asShown) {
    event.preventDefault();
  }
});

prepare();

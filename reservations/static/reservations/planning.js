/* Comfort on the planning: everything works without it. */

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

const form = document.getElementById("planning");
const asShown = form ? new FormData(form).getAll("place").join() : "";
let sending = false;

if (form) {
  for (const whole of form.querySelectorAll("[data-whole]")) {
    whole.removeAttribute("name"); // the days it ticks are sent, one by one
  }
  form.addEventListener("change", (event) => {
    if (event.target.dataset.whole !== undefined) {
      tickTheRow(event.target);
    }
    const unit = event.target.closest(".unit");
    if (unit) {
      showTheRow(unit);
    }
  });
  form.addEventListener("submit", () => {
    sending = true;
  });
  form.addEventListener("click", (event) => {
    sending = sending || event.target.closest(".plan__leaving a") !== null;
  });
  for (const unit of form.querySelectorAll(".unit")) {
    showTheRow(unit);
  }
  window.addEventListener("beforeunload", (event) => {
    const now = new FormData(form).getAll("place").join();
    if (!sending && now !== asShown) {
      event.preventDefault();
    }
  });
}

document.addEventListener("click", (event) => {
  const day = event.target.closest(".unit .day");
  if (day && !day.querySelector("input[type=checkbox]")) {
    say(day);
  }
});

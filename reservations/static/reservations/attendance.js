/* The sheet on a phone: each tick is kept on the device at once, sent when there is a network, and shown as it stands.
   Without this script the sheet is a plain form. What is kept: numbers and hours, never a name. */

const WAITING = "preau.attente.";
const DEVICE = "preau.appareil";
const AGAIN = 15000;

const sheet = document.getElementById("feuille");
const words = sheet.dataset;
const state = document.getElementById("etat");
const rows = () => [...sheet.querySelectorAll(".child")];
const row = (child) => document.getElementById(`enfant-${child}`);
const now = () => new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
const say = (sentence, n) => {
  state.textContent = sentence.replace("{n}", n);
};

/* What waits on this device ------------------------------------------------------------------------- */

function device() {
  let name = localStorage.getItem(DEVICE);
  if (!name) {
    name = crypto.randomUUID();
    localStorage.setItem(DEVICE, name);
  }
  return name;
}

function waiting() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(WAITING));
  const ticks = keys.map((key) => JSON.parse(localStorage.getItem(key)));
  return ticks.filter((tick) => tick.user === words.user).sort((one, two) => (one.at < two.at ? -1 : 1));
}

function tick(child, marks) {
  const line = row(child);
  const one = {
    key: crypto.randomUUID(), session: Number(words.session), child: Number(child), at: new Date().toISOString(),
    seen: Number(line.dataset.seen), marks, user: words.user,
  };
  localStorage.setItem(WAITING + one.key, JSON.stringify(one));
  show(line, marks);
  count();
  send();
}

/* What the sheet shows ------------------------------------------------------------------------------ */

const marksOf = (line) => JSON.parse(line.dataset.marks || "{}");

function presenceOf(marks) {
  return marks.presence || (marks.arrived_at || marks.left_at ? "present" : "");
}

/* A tick not sent yet: what it will come to, marked « à envoyer ». */
function show(line, marks) {
  const all = { ...marksOf(line), ...marks };
  line.dataset.marks = JSON.stringify(all);
  const presence = presenceOf(all);
  const told = [presence ? words[presence] : words.open];
  if (presence !== "absent") {
    told.push(all.arrived_at && `${words.arrived} ${all.arrived_at}`, all.left_at && `${words.left} ${all.left_at}`);
  }
  write(line, presence, `${told.filter(Boolean).join(", ")} · ${words.waiting}`, true);
}

function write(line, presence, told, isWaiting) {
  line.dataset.presence = presence;
  line.classList.toggle("child--waiting", isWaiting);
  for (const button of line.querySelectorAll("button[name=presence]")) {
    button.setAttribute("aria-pressed", String(button.value === presence));
  }
  if (presence && line.parentElement.id === "autres") {
    settle(line);
  }
  const place = line.querySelector("[data-said]");
  if (place) {
    place.textContent = told;
  }
}

/* A child who came without a booking joins the sheet. */
function settle(line) {
  document.getElementById("personne")?.remove();
  document.getElementById("enfants").append(line);
  line.querySelector("[data-unbooked]").hidden = false;
  if (!line.querySelector("[data-said]")) {
    const told = document.createElement("p");
    told.className = "child__said";
    told.dataset.said = "";
    line.append(told);
  }
}

function read(said) {
  const busy = new Set(waiting().filter((one) => one.session === Number(words.session)).map((one) => one.child));
  for (const one of said.lines) {
    const line = row(one.child);
    if (!line) {
      continue;
    }
    line.dataset.seen = one.seen;
    for (const field of line.querySelectorAll("input[name=seen]")) {
      field.value = one.seen;
    }
    if (!busy.has(one.child)) {
      line.dataset.marks = JSON.stringify(one.marks);
      write(line, one.presence, one.said, false);
      dispute(line, one.disputes);
      line.querySelector("[data-unbooked]").hidden = !one.unbooked;
    }
  }
  count();
}

function dispute(line, sentences) {
  line.querySelectorAll("[data-dispute]").forEach((old) => old.remove());
  for (const sentence of sentences) {
    const told = document.createElement("p");
    told.className = "child__dispute";
    told.dataset.dispute = "";
    told.textContent = sentence;
    line.querySelector("[data-said]").after(told);
  }
}

function count() {
  const expected = [...document.querySelectorAll("#enfants .child")];
  const among = (presence) => expected.filter((line) => line.dataset.presence === presence).length;
  const disputed = sheet.querySelectorAll(".child:has([data-dispute])").length;
  const numbers = { present: among("present"), absent: among("absent"), left: among(""), disputes: disputed };
  for (const [name, number] of Object.entries(numbers)) {
    sheet.querySelector(`[data-count=${name}]`).textContent = number;
  }
  sheet.querySelector("[data-disputes]").hidden = disputed === 0;
  sheet.dataset.waits = waiting().length;
}

/* The network ---------------------------------------------------------------------------------------- */

let sending = false;

async function send() {
  if (sending) {
    return;
  }
  sending = true;
  try {
    while (await sendOnce()) {
      /* ticks were made meanwhile */
    }
  } catch {
    say(words.saidOffline, waiting().length);
  } finally {
    sending = false;
  }
}

async function sendOnce() {
  const ticks = waiting();
  if (ticks.length) {
    say(words.saidSending, ticks.length);
  }
  const answer = await fetch(words.send, {
    method: "POST", credentials: "same-origin", redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": secret() },
    body: JSON.stringify({ device: device(), sheet: Number(words.session), ticks }),
  });
  if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
    say(words.saidSession, ticks.length);
    return false;
  }
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  settleAccounts(await answer.json());
  return waiting().length > 0;
}

function settleAccounts(said) {
  for (const key of [...said.kept, ...said.refused.map((one) => one.key)]) {
    localStorage.removeItem(WAITING + key);
  }
  for (const one of said.refused) {
    refuse(one.sentence);
  }
  if (said.aside.length) {
    refuse(words.saidAside);
  }
  count();
  if (said.sheet) {
    read(said.sheet);
  }
  say(words.saidKept, 0);
}

function refuse(sentence) {
  const told = document.createElement("p");
  told.className = "message message--warning";
  told.textContent = sentence;
  document.getElementById("refus").append(told);
}

/* After signing in again, the cookie is younger than the page. */
function secret() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : sheet.querySelector("[name=csrfmiddlewaretoken]").value;
}

/* What a thumb does ---------------------------------------------------------------------------------- */

function marksAsked(form, button, line) {
  if (button?.name === "presence") {
    return { presence: button.value };
  }
  if (button?.name === "moment") {
    return { [button.value === "arrivee" ? "arrived_at" : "left_at"]: now() };
  }
  return changed(form, marksOf(line));
}

function changed(form, before) {
  const asked = { arrived_at: form.arrived_at.value, left_at: form.left_at.value };
  asked.absence_reason = form.absence_reason.value;
  if (form.late_minutes?.value && words.ends) {
    asked.left_at = after(words.ends, Number(form.late_minutes.value));
  }
  if (asked.absence_reason) {
    asked.presence = "absent";
  }
  return Object.fromEntries(Object.entries(asked).filter(([name, value]) => value !== (before[name] || "")));
}

function after(closing, minutes) {
  const [hours, past] = closing.split(":").map(Number);
  const total = Math.min(hours * 60 + past + minutes, 23 * 60 + 59);
  return [Math.floor(total / 60), total % 60].map((one) => String(one).padStart(2, "0")).join(":");
}

sheet.addEventListener("submit", (event) => {
  const line = event.target.closest(".child");
  if (line) {
    event.preventDefault();
    const marks = marksAsked(event.target, event.submitter, line);
    if (Object.keys(marks).length) {
      tick(line.dataset.child, marks);
    }
  } else if (event.target.id === "reste") {
    event.preventDefault();
    const left = [...document.querySelectorAll("#enfants .child")].filter((one) => !one.dataset.presence);
    left.forEach((one) => tick(one.dataset.child, { presence: "present" }));
  }
});

sheet.addEventListener("input", (event) => {
  if (event.target.dataset.search !== undefined) {
    const asked = event.target.value.trim().toLocaleLowerCase("fr");
    for (const line of document.querySelectorAll("#autres .child")) {
      line.hidden = !line.dataset.name.includes(asked);
    }
  }
});

/* Opening --------------------------------------------------------------------------------------------- */

function whatThisPageIsMadeOf() {
  const loaded = performance.getEntriesByType("resource").map((one) => one.name);
  const ours = loaded.filter((address) => /\/static\/|\/identite\.css/.test(new URL(address).pathname));
  return [window.location.href.split("#")[0], ...ours];
}

async function keepThisPage() {
  if (!("serviceWorker" in navigator)) {
    return;
  }
  navigator.serviceWorker.addEventListener("message", (event) => {
    sheet.dataset.kept = String(event.data.kept);
  });
  await navigator.serviceWorker.register(words.worker, { scope: "/pointage/" });
  const ready = await navigator.serviceWorker.ready;
  ready.active.postMessage({ keep: whatThisPageIsMadeOf() });
}

function showWhatWaits() {
  for (const one of waiting()) {
    const line = one.session === Number(words.session) && row(one.child);
    if (line) {
      show(line, one.marks);
    }
  }
  count();
}

if (words.locked === "non") {
  showWhatWaits();
  send();
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  setInterval(() => document.visibilityState === "visible" && send(), AGAIN);
}
keepThisPage();

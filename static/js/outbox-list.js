/* What is kept on this phone, shown: the strip with its count, the list with each entry's words, and the question
   before a sign-out that would lose some. The words stand in templates/outbox/. */

const strip = document.getElementById("outbox");
const list = document.getElementById("outbox-list");
const leave = document.getElementById("outbox-leave");
const OUT = "form[action$='/sign-out']";
let mine = [];

function fill(words, count) {
  return words.replace("{n}", count);
}

function show({others, signIn}) {
  const stuck = mine.filter((entry) => entry.state !== "waiting").length;
  const said = signIn && mine.length ? "signIn" : stuck ? "stuck" : mine.length ? "waiting" : "others";
  const count = {stuck, others}[said] ?? mine.length;
  strip.hidden = !count;
  strip.classList.toggle("strip--gap", said === "stuck");
  strip.classList.toggle("strip--told", said === "others");
  const line = strip.querySelector("[data-line]");
  const words = fill(strip.dataset[said], count);
  if (line.textContent !== words) line.textContent = words;
  strip.querySelector("[data-open]").hidden = !mine.length;
  strip.querySelector("[data-sign-in]").hidden = said !== "signIn";
  strip.dataset.count = count;
  if (list.open) draw();
}

function pairs(target, found) {
  target.replaceChildren(...found.flatMap(([label, words]) => {
    const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
    [dt.textContent, dd.textContent] = [label, words];
    return [dt, dd];
  }));
}

function drawn(entry) {
  const card = document.getElementById("outbox-entry").content.cloneNode(true).firstElementChild;
  const at = new Date(entry.at + (entry.offset ?? 0));
  const moment = {month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: strip.dataset.zone};
  card.dataset.key = entry.key;
  card.lang = entry.lang;
  card.querySelector("[data-title]").textContent = entry.title;
  card.querySelector("[data-at]").textContent = at.toLocaleString(entry.lang, moment);
  for (const state of card.querySelectorAll("[data-is]")) state.hidden = state.dataset.is !== entry.state;
  card.querySelector("[data-said]").textContent = entry.said ?? "";
  pairs(card.querySelector("[data-lines]"), entry.lines);
  card.querySelector(".versions").hidden = !entry.lines.length && entry.state !== "conflict";
  card.querySelector("[data-theirs]").hidden = entry.state !== "conflict";
  pairs(card.querySelector("[data-theirs] dl"), entry.theirs ?? []);
  for (const button of card.querySelectorAll("[data-for]")) button.hidden = !button.dataset.for.includes(entry.state);
  card.querySelector("[data-edit]").href = `${entry.page}#kept-${entry.key}`;
  return card;
}

/* Private windows, full phones and plain http: the browser may drop what it keeps, and then nobody else has it. */
async function warn() {
  list.querySelector("[data-volatile]").hidden = !mine.length || Boolean(await navigator.storage?.persisted?.());
}

function draw() {
  warn();
  list.querySelector("[data-entries]").replaceChildren(...mine.map(drawn));
  list.querySelector("[data-verb=send]").hidden = !mine.some((entry) => entry.state === "waiting");
  if (!mine.length) list.close();
}

function tell(verb, key) {
  document.dispatchEvent(new CustomEvent("outbox:do", {detail: {verb, key}}));
}

/* A discarded entry is gone for good: the button asks once more before it does it. */
function dropped(button, key) {
  if (button.dataset.asked) return tell("drop", key);
  button.dataset.asked = "yes";
  button.textContent = button.dataset.sure;
}

function clicked(event) {
  const button = event.target.closest("button, a");
  if (!button) return;
  const key = button.closest("[data-key]")?.dataset.key;
  const verb = button.dataset.verb;
  if (verb === "drop") dropped(button, key);
  else if (verb) tell(verb, key);
  if (button.matches("[data-close], [data-edit]")) list.close();
  if (button.matches("[data-edit]") && button.pathname === location.pathname) setTimeout(() => location.reload());
}

/* ---- signing out takes what is kept with it: entries after a question, pages always ---- */

async function forget() {
  if (!("caches" in window)) return;
  for (const name of await caches.keys()) if (name.startsWith("teamhub-pages")) await caches.delete(name);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(OUT) || form.dataset.sure) return;
  event.preventDefault();
  event.stopPropagation();
  delete form.dataset.sending;
  if (mine.length) {
    leave.querySelector("[data-line]").textContent = fill(leave.dataset.words, mine.length);
    leave.showModal();
  } else {
    out(form);
  }
});

async function out(form) {
  form.dataset.sure = "yes";
  await forget();
  localStorage.removeItem("clock-offset");
  form.submit();
}

if (strip) {
  document.addEventListener("outbox:changed", ({detail}) => {
    mine = detail.mine;
    show(detail);
    if (detail.signIn) forget();
  });
  document.addEventListener("outbox:sent", ({detail}) => {
    document.dispatchEvent(new CustomEvent("toast", {detail: {text: fill(strip.dataset.sent, detail.count)}}));
  });
  strip.querySelector("[data-open]").addEventListener("click", () => {
    draw();
    list.showModal();
  });
  list.addEventListener("click", clicked);
  leave.addEventListener("click", (event) => {
    if (event.target.closest("[data-stay]")) leave.close();
    if (!event.target.closest("[data-lose]")) return;
    document.addEventListener("outbox:did", () => out(document.querySelector(OUT)), {once: true});
    tell("wipe");
  });
  navigator.serviceWorker?.controller?.postMessage({who: strip.dataset.who});
}

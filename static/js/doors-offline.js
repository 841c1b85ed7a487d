/* Doors without signal. Where the sheet of a door cannot be fetched, the page lays out an empty one for it; the facade
   marks what is kept, and "next door" goes on in the order of the walk. With HTTPS the browser is asked to keep the
   buildings' pages (service-worker.js), so that they open without signal, too. */

const CALM = 20000; // milliseconds after a failure in which no request is tried
const PATIENCE = 6000;
const front = () => document.getElementById("front");
const sheet = () => document.getElementById("door-sheet");
let lost = -CALM;
let kept = new Map(); // path of a door -> its latest entry

function cells() {
  return [...front()?.querySelectorAll("a.door[data-kind]") ?? []];
}

/** The cell whose sheet this request asks for. */
function wanted(ctx) {
  if (ctx?.request?.method !== "GET") return null;
  const path = new URL(ctx.request.action, location.href).pathname;
  return cells().find((cell) => cell.pathname === path);
}

function isKept(cell) {
  return kept.get(cell.pathname);
}

function lay(template, cell) {
  sheet().replaceChildren(document.getElementById(template).content.cloneNode(true));
  sheet().querySelector("[data-door]").textContent = cell.dataset.place;
  for (const other of cells()) other.toggleAttribute("aria-current", other === cell);
  cell.setAttribute("aria-current", "true");
  document.dispatchEvent(new CustomEvent("doors:laid"));
  sheet().classList.add("is-risen");
  sheet().scrollIntoView({block: "nearest"});
  sheet().querySelector("[data-door]").focus({preventScroll: true});
}

function open(cell, again = false) {
  const entry = isKept(cell);
  if (entry && !again) return confirmed(cell, entry);
  lay(`offline-${cell.dataset.kind}`, cell);
  const form = sheet().querySelector("form");
  form.action = cell.pathname;
  form.setAttribute("hx-post", cell.pathname);
  form.dataset.page = cell.pathname;
  form.dataset.outbox = `${front().dataset.building} ${cell.dataset.place}`;
  form.elements.version.value = cell.dataset.version;
  window.htmx.process(form);
  afterPaint(() => point(cell));
}

function confirmed(cell, entry) {
  lay("offline-kept", cell);
  sheet().querySelector("[data-kept-path]").dataset.keptPath = entry.path;
  sheet().querySelector("[data-outcome]").textContent = entry.lines.map(([label, words], number) => number ? `${label} ${words}` : words).join(" · ");
  sheet().querySelector("[data-again]").addEventListener("click", () => open(cell, true));
  sheet().querySelector("[data-back]").addEventListener("click", () => {
    document.dispatchEvent(new CustomEvent("outbox:do", {detail: {verb: "drop", key: entry.key}}));
    document.addEventListener("outbox:did", () => open(cell), {once: true});
  });
  afterPaint(() => point(cell));
}

/** What the press itself does not show may come a moment after it was answered. */
function afterPaint(act) {
  requestAnimationFrame(() => setTimeout(act));
}

/** The pinned link leads to the next door of the stairwell, top floor first, then to what is left of the page. */
function point(cell) {
  const place = document.getElementById("next-door");
  const words = document.getElementById("offline-kept").dataset;
  const well = (one) => one.dataset.place.slice(0, one.dataset.place.lastIndexOf(" "));
  const left = cells().filter((one) => one !== cell && !isKept(one) && one.matches(".door--idle, .door--revisit"));
  const here = left.filter((one) => well(one) === well(cell));
  const next = here.find((one) => cell.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) ?? here[0] ?? left[0];
  const link = Object.assign(document.createElement("a"), {className: "act", href: next ? next.pathname : location.pathname});
  link.textContent = next ? words.next.replace("{door}", next.dataset.place) : words.none;
  if (next) {
    link.setAttribute("hx-get", next.pathname);
    link.setAttribute("hx-target", "#door-sheet");
  }
  place.replaceChildren(link);
  window.htmx.process(place);
}

function mark() {
  for (const cell of cells()) {
    const now = kept.has(cell.pathname);
    if (now === cell.classList.contains("door--kept")) continue;
    cell.classList.toggle("door--kept", now);
    cell.dataset.heard ??= cell.getAttribute("aria-label");
    cell.setAttribute("aria-label", cell.dataset.heard + (now ? ` ${front().dataset.kept}` : ""));
  }
}

document.addEventListener("htmx:config:request", ({detail: {ctx}}) => {
  if (wanted(ctx)) ctx.request.timeout = PATIENCE;
});

document.addEventListener("htmx:before:request", (event) => {
  const cell = wanted(event.detail.ctx);
  if (!cell || (navigator.onLine && performance.now() - lost > CALM)) return;
  event.preventDefault();
  open(cell);
});

document.addEventListener("htmx:error", ({detail: {ctx}}) => {
  lost = performance.now();
  const cell = wanted(ctx);
  if (!cell) return;
  ctx.kept = true;
  open(cell);
}, true);

/* What the server would send back at once is asked here: how many are untested. */
document.addEventListener("click", (event) => {
  const outcome = event.target.closest("#door-sheet [data-counts]");
  const number = outcome?.form.elements.untested;
  if (!outcome || number.value > 0) return;
  event.preventDefault();
  outcome.form.querySelector("[data-how-many]").hidden = false;
  number.focus();
});

document.addEventListener("outbox:changed", ({detail}) => {
  kept = new Map(detail.mine.map((entry) => [entry.path, entry]));
  mark();
});

document.addEventListener("outbox:kept", (event) => {
  const cell = cells().find((one) => one.pathname === event.detail.entry.path);
  if (!cell) return;
  event.preventDefault(); // seen here: no note besides
  confirmed(cell, event.detail.entry);
});

/* What was sent is no longer "kept": the door as the server has it now. */
document.addEventListener("outbox:sent", () => {
  lost = -CALM;
  const path = sheet()?.querySelector("[data-kept-path]")?.dataset.keptPath;
  const cell = path && cells().find((one) => one.pathname === path);
  if (cell && !isKept(cell)) window.htmx.ajax("GET", path, {source: cell, target: "#door-sheet"});
});
window.addEventListener("online", () => { lost = -CALM; });
document.addEventListener("htmx:after:swap", mark);

/* ---- pages to be kept ---- */

async function keepPages() {
  const asked = document.querySelector("[data-keep-pages]");
  if (!asked || !window.isSecureContext || !navigator.serviceWorker) return;
  await navigator.serviceWorker.register(asked.dataset.worker);
  const worker = (await navigator.serviceWorker.ready).active;
  const links = [...asked.querySelectorAll("a[href]")].map((link) => link.pathname).filter((path) => path.includes("/doors/"));
  const pages = [...new Set([asked.dataset.keepPages, ...links])].slice(0, 40);
  const parts = performance.getEntriesByType("resource").map((part) => new URL(part.name)).filter((url) => url.pathname.startsWith("/static/"));
  worker.postMessage({who: document.getElementById("outbox").dataset.who, pages, parts: parts.map((url) => url.href)});
}

/* ---- the first press is not slower than the others: the sheets are laid out once, unseen, while nothing is to do ---- */

const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 200));

function rehearse([template, ...others]) {
  if (!template || !sheet()) return;
  const unseen = Object.assign(document.createElement("div"), {className: sheet().className, inert: true});
  unseen.style.position = "fixed";
  unseen.append(template.content.cloneNode(true));
  sheet().after(unseen);
  unseen.getBoundingClientRect(); // lays it out: fonts, drawings and styles are then at hand
  window.htmx.process(unseen);
  unseen.remove();
  idle(() => rehearse(others));
}

function begin() {
  keepPages();
  idle(() => rehearse([...document.querySelectorAll("template[id^='offline-']")]));
}

if (document.readyState === "complete") begin();
else window.addEventListener("load", begin);

/* What every page does once scripts are there. Nothing here is needed for the work itself:
   each form and link stands on its own, and the server decides. */

const announcer = document.getElementById("announce");
const sayings = document.getElementById("sayings")?.dataset ?? {};

/** Says a sentence to those who hear the page; the same sentence twice is heard twice. */
function announce(sentence) {
  if (!announcer || !sentence) return;
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = sentence; });
}

function problem(sentence, link) {
  document.dispatchEvent(new CustomEvent("toast", {detail: {text: sentence, tone: "gap", link, stays: true}}));
}

/* ---- pressed at once, and pressed only once ---- */

document.addEventListener("pointerdown", (event) => {
  event.target.closest(".do, .act, .outcome")?.classList.add("is-pressed");
});
for (const name of ["pointerup", "pointercancel", "dragend"]) {
  document.addEventListener(name, () => {
    for (const button of document.querySelectorAll(".is-pressed")) button.classList.remove("is-pressed");
  });
}

/* A code that others scan stays lit, where the browser allows it (HTTPS). */
if (document.querySelector("[data-awake]")) navigator.wakeLock?.request("screen").catch(() => {});

/* An address to be copied is marked as a whole. */
document.addEventListener("focusin", (event) => {
  if (event.target.matches("input[data-select]")) event.target.select();
});

/* Runs after htmx took the event (or did not): a form on its way is not sent a second time. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  if (form.dataset.sending) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.method !== "post") return;
  form.dataset.sending = "yes";
  if (event.submitter) event.submitter.classList.add("is-busy");
}, true);

function released(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll(".is-busy")) button.classList.remove("is-busy");
}

/* A page taken back from the browser's memory must not look busy. */
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sending]")) released(form);
});

/* ---- htmx: quiet polling: only what is new is sent, nothing moves under a hand, what changed is marked ---- */

const versions = new WeakMap();
let lastMove = 0;
let watched = new Map();

document.addEventListener("pointermove", () => { lastMove = performance.now(); }, {passive: true});

function polled(ctx) {
  return ctx?.sourceEvent?.type === "every";
}

function handIsThere(target) {
  const typing = document.activeElement?.matches("input, select, textarea") && target.contains(document.activeElement);
  const moving = performance.now() - lastMove < 2000 && target.matches(":hover");
  return typing || moving || target.querySelector("details[open]");
}

function mark(element) {
  element.classList.remove("is-fresh");
  requestAnimationFrame(() => element.classList.add("is-fresh"));
  setTimeout(() => element.classList.remove("is-fresh"), 4000);
}

document.addEventListener("htmx:before:request", (event) => {
  const {ctx} = event.detail;
  if (polled(ctx) && (document.hidden || handIsThere(ctx.target))) event.preventDefault();
});

document.addEventListener("htmx:before:swap", ({detail: {ctx}}) => {
  if (!polled(ctx)) return;
  watched = new Map([...ctx.target.querySelectorAll("[data-watch][id]")].map((one) => [one.id, one.textContent]));
});

document.addEventListener("htmx:after:swap", ({detail: {ctx}}) => {
  const target = polled(ctx) && ctx.target?.id ? document.getElementById(ctx.target.id) : null;
  for (const one of target?.querySelectorAll("[data-watch][id]") ?? []) {
    if (watched.get(one.id) !== one.textContent) mark(one);
  }
});

document.addEventListener("htmx:config:request", ({detail: {ctx}}) => {
  const known = versions.get(ctx.sourceElement);
  if (known && known.action === ctx.request.action && ctx.request.method === "GET") {
    ctx.request.headers["If-None-Match"] = known.etag;
  }
  if (polled(ctx)) ctx.request.headers["X-Poll"] = "1"; // what was just said belongs to the page that is coming
});

document.addEventListener("htmx:before:response", ({detail: {ctx}}) => {
  const etag = ctx.response.headers.get("ETag");
  if (etag && ctx.response.status === 200) ctx.etag = {etag, action: ctx.request.action};
});

/* ---- htmx: what came back ---- */

document.addEventListener("htmx:before:swap", ({detail: {ctx}}) => {
  ctx.focusWasInside = Boolean(ctx.target?.contains?.(document.activeElement));
});

document.addEventListener("htmx:after:swap", ({detail: {ctx}}) => {
  const target = ctx.target?.id ? document.getElementById(ctx.target.id) : null;
  if (ctx.etag) {
    const asker = ctx.sourceElement?.id ? document.getElementById(ctx.sourceElement.id) : ctx.sourceElement;
    if (asker) versions.set(asker, ctx.etag);
  }
  if (!target || polled(ctx)) return;
  const faults = target.querySelector("[data-faults]");
  if (faults) {
    faults.focus();
    return;
  }
  const heading = target.querySelector("[data-said], h1, h2, h3");
  announce(target.dataset.said || heading?.dataset.said || heading?.textContent || sayings.updated);
  if (ctx.focusWasInside && !target.contains(document.activeElement)) {
    const next = target.querySelector("[autofocus]") ?? heading ?? target;
    if (!next.hasAttribute("tabindex")) next.setAttribute("tabindex", "-1");
    next.setAttribute("data-quiet-focus", "");
    next.focus({preventScroll: true});
  }
});

document.addEventListener("htmx:finally:request", ({detail: {ctx}}) => {
  const form = ctx.sourceElement?.closest?.("form");
  if (form) released(form);
});

/* ---- htmx: what went wrong; the form stays as it was, with all that was typed ---- */

const sentences = {
  400: "expired", 403: "refused", 404: "gone", 405: "gone", 410: "gone", 413: "tooLarge", 415: "tooLarge", 429: "tooMany",
  503: "busy", 507: "diskFull",
};

document.addEventListener("htmx:before:response", (event) => {
  const {ctx} = event.detail;
  const signIn = sayings.signInUrl;
  const sentToSignIn = signIn && ctx.response.raw.redirected
    && new URL(ctx.response.raw.url).pathname === new URL(signIn, location.href).pathname;
  if (ctx.response.status !== 401 && !sentToSignIn) return;
  event.preventDefault();
  if (polled(ctx) || ctx.kept) return;
  problem(sayings.expired, signIn ? {url: signIn, words: sayings.signIn} : undefined);
});

/* A whole page where a fragment was asked for: go there, or show it whole; never a page inside a page. */
document.addEventListener("htmx:after:request", (event) => {
  const {ctx} = event.detail;
  if (ctx.response.status >= 400 && ctx.response.status !== 409 && ctx.response.status !== 422) return;
  if (ctx.target === document.body || !/^\s*(<!doctype|<html)/i.test(ctx.text)) return;
  if (ctx.response.raw.redirected || ctx.request.method === "GET") {
    event.preventDefault();
    location.assign(ctx.response.raw.url);
    return;
  }
  ctx.target = document.body;
  ctx.swap = "outerSync";
});

document.addEventListener("htmx:response:error", ({detail: {ctx}}) => {
  const status = ctx.response.status;
  if (status === 401 || status === 409 || status === 422 || polled(ctx) || ctx.kept) return;
  problem(sayings[sentences[status] ?? "fault"]);
});

document.addEventListener("htmx:error", ({detail: {ctx}}) => {
  if (!ctx?.request || polled(ctx) || ctx.kept) return;
  problem(ctx.request.signal?.reason === "timeout" ? sayings.slow : sayings.offline);
});

/* ---- small menus on <details> ---- */

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* ---- a page that came back with faults starts at them ---- */

document.querySelector("main [data-faults]")?.focus();

/* ---- a file dropped on its field ---- */

for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const place = event.target.closest?.("[data-drop]");
    if (!place) return;
    event.preventDefault();
    place.classList.toggle("is-over", name === "dragover");
    const field = place.querySelector("input[type=file]");
    if (name === "drop" && field && event.dataTransfer.files.length) {
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", {bubbles: true}));
    }
  });
}

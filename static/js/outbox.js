/* The outbox: a form marked data-outbox that finds no network is kept in this phone's IndexedDB, with its key and the
   time of the press, and sent later to /sync: on load, when the signal is back, when the page is looked at again, by
   hand. Whatever the server says no to stays until a person decides. What is shown of it: outbox-list.js. */

const place = document.getElementById("outbox");
const who = Number(place?.dataset.who);
const BATCH = 20;
const PATIENCE = 10000; // milliseconds until a slow network counts as none
const KEEP = new Set([400, 401, 429, 500, 502, 503, 504, 507]); // no word on the entry itself: a stale page, no sign-in, a busy server, a full disk
let held = [];
let sending = false;
let asked = false; // somebody asked to send while a batch was on its way: perhaps one that is lost
let signIn = false;

const opened = new Promise((done, failed) => {
  const asked = indexedDB.open("teamhub", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", {keyPath: "key"});
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
});
opened.catch(() => {}); // a browser without memory: forms then stay as they are, and say so

async function store(mode, act) {
  const work = (await opened).transaction("outbox", mode, {durability: "strict"});
  const asked = act(work.objectStore("outbox"));
  return new Promise((done, failed) => {
    work.oncomplete = () => done(asked.result);
    work.onabort = work.onerror = () => failed(work.error);
  });
}

function hold(entries) {
  held = entries.sort((one, other) => one.at - other.at);
  const mine = held.filter((entry) => entry.who === who);
  document.dispatchEvent(new CustomEvent("outbox:changed", {detail: {mine, others: held.length - mine.length, signIn}}));
}

/** What the memory says: another window may have changed it. */
async function refresh() {
  hold(await store("readonly", (all) => all.getAll()));
}

async function put(entry) {
  await store("readwrite", (all) => all.put(entry));
  hold([...held.filter(({key}) => key !== entry.key), entry]);
}

async function remove(key) {
  await store("readwrite", (all) => all.delete(key));
  hold(held.filter((entry) => entry.key !== key));
}

/* ---- the phone's clock against the server's; a page out of the phone's own memory carries no time ---- */

function measure() {
  const arrived = performance.getEntriesByType("navigation")[0]?.responseStart;
  const now = Number(place.dataset.now);
  const then = Date.now() - performance.now() + arrived;
  if (now && arrived) localStorage.setItem("clock-offset", Math.round(now - then));
}

function offset() {
  const known = localStorage.getItem("clock-offset");
  return known === null ? null : Number(known);
}

/* ---- keeping ---- */

function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function outboxForm(ctx) {
  const form = ctx?.sourceElement?.closest?.("form[data-outbox]");
  return form && ctx.request.method === "POST" ? form : null;
}

function legend(field) {
  return field.closest("fieldset")?.querySelector("legend")?.textContent.trim() || place.dataset.what;
}

/** What a person filled in, as label and words: an entry that is refused can still be read. */
function lines(form, submitter) {
  const found = submitter?.name ? [[legend(submitter), submitter.textContent.trim()]] : [];
  for (const field of form.elements) {
    if (!field.name || !field.value || field.value === "0" || /^(hidden|submit|fieldset)$/.test(field.type)) continue;
    const label = [...field.labels?.[0]?.childNodes ?? []].map((part) => part.textContent.trim()).find(Boolean) ?? "";
    const words = field.selectedOptions?.[0]?.textContent.trim() ?? field.value;
    if (!/^(checkbox|radio)$/.test(field.type)) found.push([label, words]);
    else if (field.checked) found.push(field.type === "radio" ? [legend(field), label] : [label, "✓"]);
  }
  return found;
}

async function keep(form, ctx) {
  const sent = [...ctx.request.body].filter(([name]) => name !== "csrf_token");
  const entry = {
    key: form.elements.once.value,
    path: new URL(ctx.request.action, location.href).pathname,
    fields: sent,
    at: ctx.pressedAt,
    offset: offset(),
    who,
    lang: document.documentElement.lang,
    title: form.dataset.outbox,
    page: form.dataset.page || location.pathname + location.search,
    versioned: "versioned" in form.dataset,
    lines: lines(form, ctx.request.submitter),
    state: "waiting",
  };
  try {
    await put(entry);
  } catch {
    document.dispatchEvent(new CustomEvent("toast", {detail: {text: place.dataset.full, tone: "gap", stays: true}}));
    return;
  }
  form.reset();
  form.elements.once.value = fresh();
  const unseen = document.dispatchEvent(new CustomEvent("outbox:kept", {detail: {entry, form}, cancelable: true}));
  if (unseen) document.dispatchEvent(new CustomEvent("toast", {detail: {text: place.dataset.kept.replace("{clock}", clock(entry)), tone: "soon"}}));
  /* Asked once: a browser that does not promise to keep may clear everything when the phone is full. */
  if (!promised) promised = navigator.storage?.persist?.() ?? true;
}

function clock({at, offset, lang}) {
  const said = {hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: place.dataset.zone};
  return new Date(at + (offset ?? 0)).toLocaleTimeString(lang, said);
}

let promised;

/** A kept entry that a person opened again and changed: the same entry, with its first time. */
async function revise(known, form, ctx) {
  const fields = [...ctx.request.body].filter(([name]) => name !== "csrf_token");
  await put({...known, fields, lines: lines(form, ctx.request.submitter), state: "waiting", said: ""});
  document.dispatchEvent(new CustomEvent("outbox:kept", {detail: {entry: known, form}}));
  send();
}

document.addEventListener("htmx:config:request", ({detail: {ctx}}) => {
  const form = outboxForm(ctx);
  if (!form) return;
  ctx.pressedAt = Date.now();
  ctx.request.timeout = PATIENCE;
  if (!form.elements.once.value) ctx.request.body.set("once", form.elements.once.value = fresh());
});

/* Where the phone itself knows of no network, nothing is tried. */
document.addEventListener("htmx:before:request", (event) => {
  const {ctx} = event.detail;
  const form = outboxForm(ctx);
  const known = form && held.find((entry) => entry.key === form.elements.once.value && entry.who === who);
  if (!form || (!known && navigator.onLine)) return;
  event.preventDefault();
  if (known) revise(known, form, ctx);
  else keep(form, ctx);
});

/* In the capturing phase: `kept` tells app.js that there is nothing to complain about. */
document.addEventListener("htmx:error", ({detail: {ctx}}) => {
  const form = ctx?.request && outboxForm(ctx);
  if (!form || ctx.kept) return;
  ctx.kept = true;
  keep(form, ctx);
}, true);

document.addEventListener("htmx:before:response", ({detail: {ctx}}) => {
  const form = outboxForm(ctx);
  if (!form || !KEEP.has(ctx.response.status)) return;
  ctx.kept = true;
  keep(form, ctx).then(() => send());
}, true);

/* ---- sending ---- */

async function ask(options = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), 3 * PATIENCE);
  const headers = {Accept: "application/json", ...options.headers};
  try {
    return await fetch(place.dataset.url, {cache: "no-store", ...options, headers, signal: patience.signal});
  } finally {
    clearTimeout(timer);
  }
}

/** The next entries in the order in which they were made; of one record only the first, its answer moves the rest. */
function batch(tried) {
  const records = new Set();
  return held.filter((entry) => {
    if (entry.who !== who || entry.state !== "waiting" || tried.has(entry.key)) return false;
    if (!entry.versioned) return true;
    return !records.has(entry.path) && records.add(entry.path);
  }).slice(0, BATCH);
}

async function took(entry, answer) {
  if (answer.outcome === "done" || answer.outcome === "again") {
    for (const later of held) {
      if (answer.version === null || !entry.versioned || later.path !== entry.path || later.at <= entry.at) continue;
      if (version(later) === version(entry)) await put(moved(later, answer.version));
    }
    await remove(entry.key);
  } else if (answer.outcome === "conflict" || answer.outcome === "refused") {
    await put({...entry, state: answer.outcome, said: answer.said, version: answer.version, theirs: answer.theirs});
  } else {
    signIn ||= answer.outcome === "sign_in";
  }
}

function version(entry) {
  return entry.fields.find(([name]) => name === "version")?.[1];
}

function moved(entry, now) {
  return {...entry, fields: entry.fields.map(([name, value]) => [name, name === "version" ? String(now) : value])};
}

async function send() {
  asked = sending;
  if (sending || !held.some((entry) => entry.who === who && entry.state === "waiting")) return;
  sending = true;
  const tried = new Set();
  let gone = 0;
  try {
    await refresh();
    const hello = await ask();
    signIn = hello.status === 401;
    const {account, csrf} = hello.ok ? await hello.json() : {};
    while (account === who) {
      const entries = batch(tried);
      if (!entries.length) break;
      const body = entries.map(({key, path, at, offset, fields}) => ({key, path, at, offset, fields}));
      const answered = await ask({
        method: "POST",
        headers: {"Content-Type": "application/json", "X-CSRFToken": csrf},
        body: JSON.stringify({account: who, now: Date.now(), entries: body}),
      });
      if (!answered.ok) break;
      const {answers} = await answered.json();
      for (const [number, answer] of answers.entries()) {
        tried.add(answer.key);
        await took(entries[number], answer);
        if (answer.outcome === "done" || answer.outcome === "again") gone += 1;
      }
    }
  } catch { /* no network: they wait */ } finally {
    sending = false;
    await refresh();
    if (gone) document.dispatchEvent(new CustomEvent("outbox:sent", {detail: {count: gone}}));
    if (asked) send();
  }
}

/* ---- what the list asks for ---- */

document.addEventListener("outbox:do", async ({detail: {verb, key}}) => {
  const entry = held.find((one) => one.key === key);
  if (verb === "drop") await remove(key);
  if (verb === "mine-too") await put({...moved(entry, entry.version), state: "waiting", said: "", theirs: null});
  if (verb === "wipe") for (const one of held.filter((other) => other.who === who)) await remove(one.key);
  if (verb !== "drop" && verb !== "wipe") send();
  document.dispatchEvent(new CustomEvent("outbox:did", {detail: {verb}}));
});

/* An entry opened to be changed: its words go back into the form of its page. */
function refill() {
  const entry = held.find((one) => location.hash === `#kept-${one.key}` && one.who === who);
  const form = entry && [...document.querySelectorAll("form[data-outbox]")].find((one) => new URL(one.action).pathname === entry.path);
  if (!form || form.elements.once.value === entry.key) return;
  for (const [name, value] of entry.fields) {
    for (const field of form.querySelectorAll(`[name="${name}"]:not(button)`)) {
      if (name === "version") continue;
      if (/^(checkbox|radio)$/.test(field.type)) field.checked ||= field.value === value;
      else field.value = value;
    }
  }
  for (const more of form.querySelectorAll("details")) more.open = true;
}

async function start() {
  measure();
  await refresh();
  refill();
  send();
  for (const [target, name] of [[window, "online"], [document, "visibilitychange"], [window, "pageshow"]]) {
    target.addEventListener(name, () => { if (!document.hidden) refresh().then(send); });
  }
  window.addEventListener("hashchange", refill);
  setInterval(() => { if (!document.hidden) send(); }, 30000);
}

if (place) start();

/* Opens the doors' pages without signal, where the site is served over HTTPS. It keeps static files, and for one
   signed-in person at a time the pages that the doors' list asked it to keep, for half a day. The network comes first;
   a page is shown from here only when there is none. All pages go when somebody else signs in, and when the sign-in
   page is reached, by signing out, by revocation or by time. */

const SHELL = "teamhub-shell";
const PAGES = "teamhub-pages";
const OWNER = "/kept-for";
const TAKEN = "X-Taken-At";
const LONGEST = 12 * 3600 * 1000;
const FRESH = 2 * 60 * 1000;
const PATIENCE = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const {who, pages, parts} = event.data;
  // The files first: a page that is kept before them would open without its scripts.
  event.waitUntil(owned(who).then(() => keepParts(parts ?? [])).then(() => keepPages(who, pages ?? [])));
});

self.addEventListener("fetch", (event) => {
  const {request} = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/") && url.searchParams.has("v")) event.respondWith(part(request));
  else if (request.mode === "navigate") event.respondWith(opened(event));
});

/* ---- whose pages these are ---- */

async function owner() {
  return (await (await caches.open(PAGES)).match(OWNER))?.text();
}

async function owned(who) {
  if (await owner() === who) return;
  await caches.delete(PAGES);
  await (await caches.open(PAGES)).put(OWNER, new Response(who));
}

/* ---- pages ---- */

async function keepPages(who, pages) {
  for (const page of pages) {
    const held = await (await caches.open(PAGES)).match(page);
    if (held && age(held) < FRESH) continue;
    const answer = await fetch(page, {credentials: "same-origin", headers: {Accept: "text/html"}}).catch(() => null);
    if (!answer) return;
    if (signInPage(answer)) return void await caches.delete(PAGES);
    if (await owner() !== who) return;
    if (!answer.ok || answer.redirected) { // the walk is over, or the doors are another team's now
      if (answer.status < 500) await (await caches.open(PAGES)).delete(page);
      continue;
    }
    const text = await answer.text();
    if (text.includes(`data-who="${who}"`)) await (await caches.open(PAGES)).put(page, copy(text));
  }
}

/* Its time of day is of another day when it is shown: a page from here tells none. */
function copy(text) {
  const headers = {"Content-Type": "text/html; charset=utf-8", [TAKEN]: String(Date.now())};
  return new Response(text.replace(/data-now="\d+"/, 'data-now=""'), {headers});
}

function age(answer) {
  return Date.now() - Number(answer.headers.get(TAKEN));
}

function signInPage(answer) {
  return answer.status === 401 || new URL(answer.url || self.location.href).pathname === "/sign-in";
}

/** The page itself, or of a door the building that it stands in. */
async function held(url) {
  const pages = await caches.open(PAGES);
  const answer = await pages.match(url.pathname) ?? await pages.match(url.pathname.replace(/(\/doors\/\d+\/\d+)\/\d+$/, "$1"));
  if (!answer || age(answer) < LONGEST) return answer;
  await caches.delete(PAGES);
  return undefined;
}

async function opened(event) {
  const asked = fetch(event.request).then(async (answer) => {
    if (answer.type !== "opaqueredirect" && signInPage(answer)) await caches.delete(PAGES);
    return answer;
  });
  const known = await held(new URL(event.request.url));
  if (!known) return asked;
  const patience = new Promise((done) => setTimeout(done, PATIENCE, known));
  return Promise.race([asked, patience]).catch(() => known);
}

/* ---- static files: their address changes with their content ---- */

async function part(request) {
  return await caches.match(request, {cacheName: SHELL}) ?? fetch(request);
}

async function keepParts(parts) {
  const shell = await caches.open(SHELL);
  for (const address of parts) {
    if (await shell.match(address)) continue;
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) continue;
    await shell.delete(address, {ignoreSearch: true});
    await shell.put(address, answer);
  }
}

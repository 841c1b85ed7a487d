/* Toasts: what was done, with a way back for ten seconds; time stands still under the pointer or the focus. */

const place = document.getElementById("toasts");
const sayings = document.getElementById("sayings")?.dataset ?? {};
const running = new WeakSet();

function start(note) {
  if (running.has(note)) return;
  running.add(note);
  const whole = Number(note.dataset.seconds || 10) * 1000;
  const left = note.querySelector("[data-toast-left]");
  let remaining = whole;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const held = note.matches(":hover, :focus-within") || document.hidden;
    if (!held) remaining -= now - last;
    last = now;
    if (left) left.value = Math.max(0, (100 * remaining) / whole);
    if (!note.isConnected || remaining <= 0) {
      clearInterval(timer);
      note.remove();
    }
  }, 250);
}

/** A toast made by a script: a sentence, perhaps a link; one that stays has a button to close it. */
function show({text, tone = "done", link, stays = false, seconds = 10}) {
  for (const old of place.querySelectorAll("[data-made]")) old.remove();
  const note = document.createElement("div");
  note.className = "toast-note";
  note.dataset.made = tone;
  note.setAttribute("role", stays ? "alert" : "status");
  const words = document.createElement("p");
  const state = document.createElement("span");
  state.className = `state state--${tone}`;
  state.textContent = text;
  words.append(state);
  note.append(words);
  if (link) {
    const anchor = document.createElement("a");
    Object.assign(anchor, {href: link.url, textContent: link.words, target: "_blank", rel: "noopener"});
    note.append(anchor);
  }
  if (stays) {
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = sayings.close;
    close.addEventListener("click", () => note.remove());
    note.append(close);
  }
  place.append(note);
  if (!stays) {
    note.dataset.seconds = String(seconds);
    start(note);
  }
}

if (place) {
  document.addEventListener("toast", (event) => show(event.detail));
  for (const note of place.querySelectorAll("[data-toast]")) start(note);
  new MutationObserver(() => {
    for (const note of place.querySelectorAll("[data-toast]")) start(note);
  }).observe(place, {childList: true, subtree: true});
}

/* Relative time beside "as of" lines, and the wall's clock. The server's words stay; this only adds. */

const sayings = document.getElementById("sayings")?.dataset ?? {};

function ago(moment) {
  const minutes = Math.floor((Date.now() - moment) / 60000);
  if (Number.isNaN(minutes) || minutes < 0) return "";
  if (minutes < 1) return sayings.justNow;
  if (minutes < 60) return sayings.minutesAgo.replace("{n}", minutes);
  if (minutes >= 2880) return ""; // of another day: the heading says which
  return sayings.hoursAgo.replace("{n}", Math.floor(minutes / 60));
}

function tick() {
  for (const line of document.querySelectorAll("time[data-ago]")) {
    const words = ago(new Date(line.dateTime));
    if (line.textContent !== words) line.textContent = words;
  }
  for (const wall of document.querySelectorAll("[data-wall-clock]")) {
    const zone = wall.dataset.wallClock || undefined;
    const words = new Intl.DateTimeFormat("zh-CN", {hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone}).format(new Date());
    if (wall.textContent !== words) wall.textContent = words;
  }
}

tick();
setInterval(tick, 10000);
document.addEventListener("htmx:after:swap", tick);

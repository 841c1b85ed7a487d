/* The roster by mouse: a person's chip is dragged to another post of the same shift. The same can be done by keyboard and on
   a phone through the seat's own sheet; the server decides, here as there. */

const grid = document.getElementById("roster-grid");
let dragged = null;

/** The cell under the pointer, when the dragged person may be put there: the same shift, another post. */
function place(event) {
  const cell = event.target.closest?.("#roster-grid td[data-post]");
  const home = dragged?.closest("td");
  return cell && home && cell !== home && cell.dataset.shift === home.dataset.shift ? cell : null;
}

function light(cell) {
  for (const other of document.querySelectorAll("#roster-grid .is-over")) other.classList.remove("is-over");
  cell?.classList.add("is-over");
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("#roster-grid [data-move]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.textContent.trim());
});

document.addEventListener("dragover", (event) => {
  const cell = place(event);
  light(cell);
  if (cell) event.preventDefault();
});

document.addEventListener("dragend", () => {
  light(null);
  dragged = null;
});

document.addEventListener("drop", (event) => {
  const cell = place(event);
  if (!cell) return;
  event.preventDefault();
  const form = Object.assign(document.createElement("form"), {method: "post", action: dragged.dataset.move, hidden: true});
  const once = [...crypto.getRandomValues(new Uint8Array(9))].map((byte) => byte.toString(36)).join("");
  const fields = {csrf_token: grid.dataset.token, once, version: dragged.dataset.version, post: cell.dataset.post, back: location.pathname + location.search};
  for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement("input"), {name, value}));
  document.body.append(form);
  form.requestSubmit();
});

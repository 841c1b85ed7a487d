/* Doors: the sheet of a tapped door slides up into sight; the arrow keys walk over the facade.
   Without scripts every cell is a link to its door's page. */

function cells(facade) {
  return [...facade.querySelectorAll(".door")];
}

function flats(row) {
  return row ? [...row.querySelectorAll("td:not(.facade__gap)")] : [];
}

document.addEventListener("htmx:after:swap", ({detail: {ctx}}) => {
  const door = ctx.sourceElement?.closest?.("[data-facade] .door");
  if (door) {
    for (const other of cells(door.closest("[data-facade]"))) other.removeAttribute("aria-current");
    door.setAttribute("aria-current", "true");
  }
  const sheet = ctx.target?.id ? document.getElementById(ctx.target.id) : null;
  if (!sheet?.classList.contains("door-sheet")) return;
  sheet.classList.add("is-risen");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  sheet.scrollIntoView({block: "nearest", behavior: calm ? "auto" : "smooth"});
});

document.addEventListener("keydown", (event) => {
  const door = event.target.closest?.("[data-facade] .door");
  if (!door) return;
  const cell = door.closest("td");
  const row = cell.parentElement;
  const across = flats(row);
  const place = across.indexOf(cell);
  const goal = {
    ArrowLeft: () => across[place - 1],
    ArrowRight: () => across[place + 1],
    ArrowUp: () => flats(row.previousElementSibling)[place],
    ArrowDown: () => flats(row.nextElementSibling)[place],
  }[event.key]?.();
  const link = goal?.querySelector(".door");
  if (!link) return;
  event.preventDefault();
  link.focus();
});

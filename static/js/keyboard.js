/* Keys for the desk: "/" to the search, j and k along rows, Enter opens the row. Never while somebody types. */

function typing(element) {
  return element.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]");
}

function rows() {
  return [...document.querySelectorAll("[data-rows] [data-row], [data-rows] tbody tr")].filter((row) => row.offsetParent);
}

function mark(row) {
  for (const old of document.querySelectorAll(".is-current")) old.classList.remove("is-current");
  row.classList.add("is-current");
  const inside = row.querySelector("a[href], button");
  if (inside) {
    inside.focus();
  } else {
    row.setAttribute("tabindex", "-1");
    row.focus();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-key-search]");
    if (!search?.offsetParent) return;
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  if (event.key !== "j" && event.key !== "k") return;
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.classList.contains("is-current") || row.contains(document.activeElement));
  const next = event.key === "j" ? Math.min(all.length - 1, here + 1) : Math.max(0, here - 1);
  mark(all[next]);
});

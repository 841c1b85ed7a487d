/* A sheet typed in with one hand: Enter and the arrows walk down a column, as in a spreadsheet. Without scripts the
   tab key does, and Enter sends what has been typed so far. */

const STEP = {Enter: 1, ArrowDown: 1, ArrowUp: -1};

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("[data-grid] input");
  const step = STEP[event.key];
  if (!field || !step || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const column = [...field.form.querySelectorAll(`[data-column="${field.dataset.column}"]`)];
  const next = column[column.indexOf(field) + (event.shiftKey ? -step : step)];
  event.preventDefault();
  if (next) {
    next.focus();
    next.select?.();
  } else if (step > 0) {
    field.form.querySelector("[data-grid-end]")?.focus();
  }
});

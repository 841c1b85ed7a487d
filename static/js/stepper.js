/* Plus and minus around a number field. */

function bounds(input) {
  return [Number(input.min || 0), Number(input.max || 99)];
}

function refresh(stepper) {
  const input = stepper.querySelector("input");
  const [least, most] = bounds(input);
  const value = Number(input.value || 0);
  for (const key of stepper.querySelectorAll("[data-step]")) {
    key.disabled = Number(key.dataset.step) < 0 ? value <= least : value >= most;
  }
}

function wake(root) {
  for (const stepper of root.querySelectorAll("[data-stepper]:not(.is-live)")) {
    stepper.classList.add("is-live");
    refresh(stepper);
  }
}

document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-step]");
  if (!key) return;
  const stepper = key.closest("[data-stepper]");
  const input = stepper.querySelector("input");
  const [least, most] = bounds(input);
  const value = Math.min(most, Math.max(least, Number(input.value || 0) + Number(key.dataset.step)));
  input.value = String(value);
  input.dispatchEvent(new Event("input", {bubbles: true}));
  input.dispatchEvent(new Event("change", {bubbles: true}));
  refresh(stepper);
  if (key.disabled) input.focus();
});

document.addEventListener("input", (event) => {
  const stepper = event.target.closest?.("[data-stepper]");
  if (stepper) refresh(stepper);
});

wake(document);
for (const name of ["htmx:after:swap", "doors:laid"]) document.addEventListener(name, () => wake(document));

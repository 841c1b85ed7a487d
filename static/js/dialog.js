/* Native dialogs. A link marked data-opens-dialog fills #dialog-sheet by htmx; then the dialog opens over the page.
   Without scripts the link is simply followed. */

const dialog = document.getElementById("dialog");
let opener = null;

if (dialog) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-opens-dialog]");
    if (link) opener = link;
    if (event.target === dialog || event.target.closest("[data-close-dialog]")) {
      if (!dialog.open) return;
      event.preventDefault();
      dialog.close();
    }
  });
  document.addEventListener("htmx:after:swap", ({detail: {ctx}}) => {
    if (ctx.target?.id !== "dialog-sheet") return;
    const sheet = document.getElementById("dialog-sheet");
    if (sheet?.childElementCount && !dialog.open) dialog.showModal();
    const first = sheet?.querySelector("[autofocus], input:not([type=hidden]), select, textarea, button");
    (sheet?.querySelector("[data-faults]") ?? first)?.focus();
  });
  dialog.addEventListener("close", () => opener?.isConnected && opener.focus());
}

// What unfolds over the page (a `details` that floats) folds again on Escape and on a touch beside it.
const OPEN = "details.around[open]";

export function startSheets(): void {
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && !event.defaultPrevented && document.querySelector<HTMLDetailsElement>(OPEN);
    if (!open) return;
    event.preventDefault();
    open.open = false;
    open.querySelector("summary")?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    const open = document.querySelector<HTMLDetailsElement>(OPEN);
    if (open && !open.contains(event.target as Node)) open.open = false;
  });
}

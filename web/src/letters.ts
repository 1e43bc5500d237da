// Single letters go to places, where she has not turned that off, and never while she types. Two keys lead to help from
// anywhere: F1 by itself, and Escape, which leaves any field, followed by a question mark.
import { letters } from "./asking";

const FIELDS = /^(INPUT|TEXTAREA|SELECT)$/;

export function startLetters(): void {
  document.addEventListener("keydown", (event) => {
    const at = event.target as HTMLElement;
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
    const typing = at.isContentEditable || FIELDS.test(at.tagName);
    if (typing && event.key === "Escape") at.blur();
    const key = event.key === "F1" ? "?" : event.key;
    if ((typing && event.key !== "F1") || (!letters && key !== "?")) return;
    const link = document.querySelector<HTMLElement>(`[data-letter="${CSS.escape(key)}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}

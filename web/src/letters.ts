// Single letters go to places, where she has not turned that off, and never while she types.
import { letters } from "./asking";

export function startLetters(): void {
  document.addEventListener("keydown", (event) => {
    const at = event.target as HTMLElement;
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || at.isContentEditable) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
    if (!letters && event.key !== "?") return;
    const link = document.querySelector<HTMLElement>(`[data-letter="${CSS.escape(event.key)}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}

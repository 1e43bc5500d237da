// Along a list of entries by keys: the arrows, or j and k.
import { letters } from "./asking";

const DOWN: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };

/** Moves the focus along `.leaf` links by their place on the page. Returns how to stop. */
export function leafing(list: HTMLElement): () => void {
  const top = (link: HTMLElement): number => link.getBoundingClientRect().top;
  const step = (event: KeyboardEvent): void => {
    const by = DOWN[event.key];
    const at = document.activeElement as HTMLElement | null;
    if (!by || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
    if (event.key.length === 1 && !letters) return;
    const leaf = at && list.contains(at) ? at.closest(".leaf") : null;
    if (event.key.length > 1 && !leaf) return; // from elsewhere, arrows scroll
    if (at && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
    const links = [...list.querySelectorAll<HTMLElement>(".leaf > a")].sort((a, b) => top(a) - top(b));
    // Where nothing has the focus yet, it begins with the first that is seen.
    const from = leaf ? links.indexOf(leaf.querySelector("a")!) + by : links.findIndex((link) => top(link) >= 0);
    const next = links[from];
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", step);
  return () => document.removeEventListener("keydown", step);
}

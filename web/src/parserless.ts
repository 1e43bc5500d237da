// Before turndown, which tries at once whether it may parse strings. It may not, by the page's policy, and a browser says
// so aloud; it is given documents only. Whoever imports this and turndown after it puts the parser back (pasting.ts).
export const parser = window.DOMParser;
(window as { DOMParser?: unknown }).DOMParser = undefined;

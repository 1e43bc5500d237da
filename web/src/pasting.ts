// What a word processor, a web page or another journal puts on the clipboard becomes Markdown, and nothing else of it
// comes in: no colours, no scripts, no pictures from elsewhere. "Paste without formatting" takes the plain text.
import { parser } from "./parserless"; // Careful: before turndown
import Turndown from "turndown";
import { documentOf } from "./trusted";

window.DOMParser = parser;

const MEANT = "strong, b, em, i, s, del, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, a[href], pre, code, [data-style*='font-w'], [data-style*='font-style']";
const DROPPED = "script, style, meta, link, title, head, img, picture, video, audio, iframe, object, svg, template, noscript, form, button, input:not([type=checkbox])";
const TAG = /<\/?[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const BOLD = /font-weight:\s*(bold|[6-9]00)/i;
const PLAIN = /font-weight:\s*(normal|[1-4]00)/i;
const ITALIC = /font-style:\s*italic/i;

/** The Markdown of what was copied; null where it says nothing that the plain text does not. */
export function markdownOf(html: string): string | null {
  const copied = documentOf(html.replace(TAG, quietly)); // inert: nothing in it runs, and nothing is fetched
  const body = copied.body;
  for (const one of body.querySelectorAll(DROPPED)) one.remove();
  if (!body.querySelector(MEANT)) return null;
  for (const one of body.querySelectorAll<HTMLElement>("[data-style]")) saidByStyle(copied, one);
  for (const one of body.querySelectorAll("br")) if (!one.nextSibling) one.remove(); // it only holds a line open
  return maker().turndown(body).replace(/\u00a0/g, " ").trim();
}

/** A browser says aloud what it refuses of a tag by the page's policy, and all of this it would. */
function quietly(tag: string): string {
  return tag.replace(/^<(\/?)(?:style|script|iframe)\b/i, "<$1template").replace(/([\s"'/])(?:(style)|on[a-z]+)(?=\s*=)/gi, (_, lead: string, style?: string) => `${lead}data-${style ? "style" : "on"}`);
}

/** Word processors say bold by a style; and one of them wraps all it copies in a <b> that is not bold. */
function saidByStyle(copied: Document, one: HTMLElement): void {
  const style = one.dataset["style"] ?? "";
  const inside = [...one.childNodes];
  if (/^(B|STRONG)$/.test(one.tagName) && PLAIN.test(style)) {
    one.replaceWith(...inside);
    return;
  }
  if (one.tagName !== "SPAN" || !one.textContent?.trim()) return;
  for (const name of [BOLD.test(style) && "strong", ITALIC.test(style) && "em"]) {
    if (!name) continue;
    const wrap = copied.createElement(name);
    wrap.append(...one.childNodes);
    one.append(wrap);
  }
}

function maker(): Turndown {
  const made = new Turndown({ headingStyle: "atx", hr: "---", bulletListMarker: "-", codeBlockStyle: "fenced", emDelimiter: "*", linkStyle: "inlined", br: "" });
  made.addRule("struck", { filter: ["s", "del"], replacement: (content) => `~~${content}~~` });
  made.addRule("task", {
    filter: (node) => node.nodeName === "INPUT",
    replacement: (_, node) => ((node as HTMLInputElement).hasAttribute("checked") ? "[x] " : "[ ] "),
  });
  made.addRule("link", {
    filter: (node) => node.nodeName === "A",
    replacement: (content, node) => {
      const address = (node as HTMLElement).getAttribute("href") ?? "";
      return /^(https?|mailto|tel):/i.test(address) && content.trim() ? `[${content}](${address.replace(/[()\s]/g, encodeURIComponent)})` : content;
    },
  });
  made.addRule("item", {
    filter: "li",
    replacement: (content, node, options) => {
      const list = node.parentNode as HTMLElement;
      const first = Number(list.getAttribute("start") ?? 1);
      const mark = list.nodeName === "OL" ? `${first + [...list.children].indexOf(node as HTMLElement)}. ` : `${options.bulletListMarker} `;
      const text = content.replace(/^\n+/, "").replace(/\n+$/, "").replace(/\n/g, `\n${" ".repeat(mark.length)}`);
      return mark + text + (node.nextSibling ? "\n" : "");
    },
  });
  // Only what would otherwise mean something: her words do not get a backslash at every star.
  made.escape = (text) =>
    text.replace(/^(\s*)([#>+-]|\d+(?=[.)]))(?=[.)]?\s)/, (_, lead: string, mark: string) => (/\d/.test(mark) ? `${lead}${mark}\\` : `${lead}\\${mark}`)).replace(/[*`](?=\S)|(?<=\S)[*`]|\b_(?=\S)|(?<=\S)_\b(?!\w)/g, "\\$&");
  return made;
}

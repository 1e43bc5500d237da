// Searching as she types: the newest key wins, and what is sought stands in no address and no history.
import { LockedError, page, ProblemError } from "../asking";
import { sent } from "../swap";
import { documentOf } from "../trusted";

const PAUSE_MS = 300;

let last = ""; // so that the back button finds the search again; in memory alone

export function start(main: HTMLElement): () => void {
  const form = main.querySelector<HTMLFormElement>("#seek")!;
  const field = main.querySelector<HTMLInputElement>("#q")!;
  const meant = main.querySelector<HTMLElement>("#meant")!;
  let asking: AbortController | null = null;
  let pause = 0;
  let chosen = -1;

  const swap = (html: string, selector: string): void => {
    const next = documentOf(html).querySelector(selector);
    const old = main.querySelector(selector);
    if (next && old) old.replaceChildren(...document.adoptNode(next).childNodes);
  };
  const ask = async (extra: Record<string, string> = {}): Promise<void> => {
    asking?.abort();
    asking = new AbortController();
    const signal = asking.signal;
    const body = sent(form);
    for (const [name, value] of Object.entries(extra)) body.set(name, value);
    try {
      const got = await page("/search", { method: "POST", body, signal });
      if (!signal.aborted) swap(got.html, "#results");
    } catch (error) {
      if ((error as Error).name === "AbortError" || error instanceof ProblemError) return;
      if (error instanceof LockedError) location.replace("/locked");
    }
  };
  const calm = async (): Promise<void> => {
    await ask();
    await Promise.all([narrow(), suggest()]);
  };
  const narrow = async (): Promise<void> => {
    const box = main.querySelector("#narrow")!;
    if (!field.value.trim()) {
      box.replaceChildren();
      return;
    }
    const asked = field.value;
    const got = await page("/search/facets", { method: "POST", body: sent(form) }).catch(() => null);
    if (!got || asked !== field.value) return;
    const facets = documentOf(got.html).querySelector("#facets");
    const pressed = [...box.querySelectorAll<HTMLElement>('[aria-pressed="true"]')];
    box.replaceChildren(...(facets ? [document.adoptNode(facets)] : []));
    for (const button of box.querySelectorAll<HTMLElement>("[data-term]")) mark(button);
    for (const button of pressed) {
      const term = button.dataset["term"]!; // one that leaves a single answer must still be there to be taken back
      if (has(field.value, term) && !box.querySelector(`[data-term="${CSS.escape(term)}"]`)) box.prepend(button);
    }
  };

  const mark = (button: HTMLElement): void => {
    button.setAttribute("aria-pressed", String(has(field.value, button.dataset["term"]!)));
  };

  const wordAt = (): { from: number; word: string } => {
    const before = field.value.slice(0, field.selectionStart ?? field.value.length);
    const word = /[^\s()]*$/.exec(before)?.[0] ?? "";
    return { from: before.length - word.length, word };
  };
  const suggest = async (): Promise<void> => {
    const { word } = wordAt();
    if (word.length < 2 || document.activeElement !== field) {
      hide();
      return;
    }
    const body = new URLSearchParams({ q: word });
    const got = await page("/search/suggest", { method: "POST", body }).catch(() => null);
    const list = got && documentOf(got.html).querySelector("#suggested");
    if (!list || wordAt().word !== word) return;
    const those = [...list.children].filter((one) => (one as HTMLElement).dataset["query"] !== word);
    meant.replaceChildren(...those.map((one) => document.adoptNode(one)));
    meant.hidden = those.length === 0;
    field.setAttribute("aria-expanded", String(!meant.hidden));
    choose(-1);
  };
  const hide = (): void => {
    meant.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const choose = (to: number): void => {
    chosen = to;
    for (const [number, one] of [...meant.children].entries()) one.setAttribute("aria-selected", String(number === to));
    const id = meant.children[to]?.id;
    if (id) field.setAttribute("aria-activedescendant", id);
    else field.removeAttribute("aria-activedescendant");
  };
  const take = (query: string): void => {
    const { from, word } = wordAt();
    field.setRangeText(query + " ", from, from + word.length, "end");
    hide();
    void calm();
  };

  const typed = (): void => {
    last = field.value;
    clearTimeout(pause);
    void ask({ order: "newest" });
    pause = window.setTimeout(() => void calm(), PAUSE_MS);
  };
  field.addEventListener("input", typed);
  field.addEventListener("blur", () => setTimeout(hide, 150));
  field.addEventListener("keydown", (event) => {
    const count = meant.hidden ? 0 : meant.children.length;
    if (event.key === "ArrowDown" && count) choose((chosen + 1) % count);
    else if (event.key === "ArrowUp" && count) choose((chosen + count) % (count + 1) === count ? -1 : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) take((meant.children[chosen] as HTMLElement).dataset["query"]!);
    else if (event.key === "Escape" && count) hide();
    else if (event.key === "ArrowDown") main.querySelector<HTMLElement>(".hits a")?.focus();
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    hide();
    void calm().then(hide);
  });
  meant.addEventListener("mousedown", (event) => {
    const one = (event.target as Element).closest<HTMLElement>("[data-query]");
    if (one) {
      event.preventDefault();
      take(one.dataset["query"]!);
    }
  });
  main.addEventListener("click", (event) => {
    const term = (event.target as Element).closest<HTMLElement>("[data-term]")?.dataset["term"];
    if (term === undefined) return;
    for (const button of main.querySelectorAll<HTMLElement>(`[data-term="${CSS.escape(term)}"]`)) {
      button.setAttribute("aria-pressed", String(!has(field.value, term)));
    }
    field.value = has(field.value, term) ? without(field.value, term) : `${field.value.trim()} ${term}`;
    last = field.value;
    void calm().then(hide);
  });
  main.addEventListener("submit", (event) => {
    const more = event.target as HTMLFormElement;
    if (more.dataset["more"] === undefined) return;
    event.preventDefault();
    void ask({ limit: String(sent(more).get("limit")) });
  });
  main.addEventListener("keydown", (event) => {
    const link = (event.target as Element).closest(".hits a");
    if (!link || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    const all = [...main.querySelectorAll<HTMLElement>(".hits a")];
    const to = all.indexOf(link as HTMLElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    (to < 0 ? field : (all[to] ?? link as HTMLElement)).focus();
  });
  if (!field.value && last) {
    field.value = last;
    void ask().then(narrow);
  } else if (field.value !== field.defaultValue) typed(); // by somebody quicker than this script
  else if (field.value) void narrow();
  return () => {
    clearTimeout(pause);
    asking?.abort();
  };
}

const has = (query: string, term: string): boolean => ` ${query} `.includes(` ${term} `);
const without = (query: string, term: string): string => ` ${query} `.replace(` ${term} `, " ").trim();

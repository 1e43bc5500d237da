// What stands in an entry: each finding opens a small sheet over it, and words can be chosen to be marked.
import { page, ProblemError } from "../asking";
import { say } from "../said";
import { documentOf } from "../trusted";

type Place = { from: number; until: number; words: string };

let back: string | null = null; // what had the focus before the page was swapped for itself

export function start(main: HTMLElement): () => void {
  const text = main.querySelector<HTMLElement>(".text")!;
  const box = main.querySelector<HTMLDialogElement>("#finding-box");
  const bar = main.querySelector<HTMLElement>("#chosen");
  if (!box || !bar) return () => undefined;
  const entry = location.pathname.split("/").slice(0, 3).join("/");
  let chosen: Place | null = null;
  let correcting: string | null = null; // the finding whose words are being chosen anew

  const links = new Map([...main.querySelectorAll<HTMLAnchorElement>(".findings a[data-sheet]")].map((link) => [link.dataset["sheet"]!, link]));
  makeReachable(text, links);
  if (back) main.querySelector<HTMLElement>(back)?.focus({ preventScroll: true });
  back = null;

  async function open(address: string): Promise<void> {
    const got = await page(address);
    const sheet = documentOf(got.html).querySelector<HTMLElement>("section.finding");
    if (!sheet) return void (location.href = got.address);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "quiet close";
    close.textContent = "×";
    close.setAttribute("aria-label", bar!.querySelector("[data-leave]")!.textContent!);
    close.addEventListener("click", () => box!.close());
    box!.replaceChildren(document.adoptNode(sheet), close);
    for (const form of box!.querySelectorAll<HTMLFormElement>("form")) form.addEventListener("submit", remember);
    const choose = box!.querySelector<HTMLButtonElement>("[data-choose]");
    if (choose) {
      choose.hidden = false;
      choose.addEventListener("click", () => {
        correcting = sheet.dataset["finding"] ?? null;
        box!.close();
      });
    }
    if (chosen) fill(box!, chosen);
    if (!box!.open) box!.showModal();
    (box!.querySelector<HTMLElement>("button.main, summary, button") ?? close).focus();
  }

  const opens = (address: string): void => {
    open(address).catch((error: unknown) => {
      if (error instanceof ProblemError) say(error.happened);
      else throw error;
    });
  };

  function remember(event: SubmitEvent): void {
    const at = event.submitter ?? document.activeElement;
    const kind = at?.getAttribute("value");
    const finding = box!.querySelector<HTMLElement>("[data-finding]")?.dataset["finding"];
    back = finding ? `.found[data-found~="${CSS.escape(finding)}"]` : kind ? `.layers [value="${CSS.escape(kind)}"]` : null;
    history.replaceState({ ...(history.state as object | null), y: scrollY }, "");
  }

  function clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const link = target.closest<HTMLAnchorElement>("a[data-sheet]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      opens(link.href);
      return;
    }
    const found = target.closest<HTMLElement>(".found");
    if (found && !target.closest("a") && getSelection()?.isCollapsed !== false) opens(`${entry}/finding/${first(found)}`);
    if (target === box) box!.close(); // beside the sheet
  }

  function keyed(event: KeyboardEvent): void {
    const found = (event.target as Element).closest?.<HTMLElement>(".found");
    if (!found || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    opens(`${entry}/finding/${first(found)}`);
  }

  function selected(): void {
    const selection = getSelection();
    if (box!.open) return;
    chosen = selection && placeOf(selection, text);
    bar!.hidden = !chosen;
  }

  const mark = bar.querySelector<HTMLButtonElement>("[data-mark]")!;
  const left = bar.querySelector<HTMLButtonElement>("[data-leave]")!;
  const keep = (event: Event): void => event.preventDefault(); // the words stay chosen while the button is pressed
  mark.addEventListener("pointerdown", keep);
  mark.addEventListener("click", () => {
    const address = correcting ? `${entry}/finding/${correcting}` : `${entry}/mark`;
    correcting = null;
    bar.hidden = true;
    opens(address);
  });
  left.addEventListener("click", () => {
    correcting = null;
    getSelection()?.removeAllRanges();
  });
  main.addEventListener("click", clicked, true);
  text.addEventListener("keydown", keyed);
  document.addEventListener("selectionchange", selected);
  for (const form of main.querySelectorAll<HTMLFormElement>(".seen > form, .findings form")) form.addEventListener("submit", remember);
  for (const [id, link] of links) {
    const light = (on: boolean) => (): void => {
      for (const one of text.querySelectorAll(`.found[data-found~="${CSS.escape(id)}"]`)) one.classList.toggle("near", on);
    };
    link.addEventListener("focus", light(true));
    link.addEventListener("blur", light(false));
    link.addEventListener("pointerenter", light(true));
    link.addEventListener("pointerleave", light(false));
  }
  return () => document.removeEventListener("selectionchange", selected);
}

/** The shortest that stands at a piece of text: a name in what was said, rather than all that was said. */
const first = (found: HTMLElement): string => (found.dataset["found"] ?? "").split(" ")[0]!;

/** Each finding is one stop of the tabulator, where its words begin, and says what it is. */
function makeReachable(text: HTMLElement, links: Map<string, HTMLAnchorElement>): void {
  const met = new Set<string>();
  for (const found of text.querySelectorAll<HTMLElement>(".found")) {
    const ids = (found.dataset["found"] ?? "").split(" ");
    if (ids.every((id) => met.has(id)) || found.closest("a, label")) continue;
    for (const id of ids) met.add(id);
    found.tabIndex = 0;
    found.setAttribute("role", "button");
    found.setAttribute("aria-haspopup", "dialog");
    const told = links.get(ids[0]!)?.querySelector(".meta")?.textContent ?? "";
    found.setAttribute("aria-label", `${found.textContent}: ${told}`);
  }
}

/** Where the chosen words stand in the source; null where they begin or end in what has no certain place. */
function placeOf(selection: Selection, text: HTMLElement): Place | null {
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.commonAncestorContainer)) return null;
  const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const nodes: { place: number | null; words: string; before: string }[] = [];
  for (let node = walk.nextNode() as Text | null; node; node = walk.nextNode() as Text | null) {
    if (!range.intersectsNode(node)) continue;
    const from = node === range.startContainer ? range.startOffset : 0;
    const words = node.data.slice(from, node === range.endContainer ? range.endOffset : undefined);
    const at = node.parentElement!.closest<HTMLElement>("[data-at]")?.dataset["at"];
    if (words.trim()) nodes.push({ place: at === undefined ? null : Number(at), words, before: node.data.slice(0, from) });
  }
  const head = nodes[0];
  const tail = nodes[nodes.length - 1];
  if (!head || !tail || head.place === null || tail.place === null) return null;
  const from = head.place + length(head.before) + length(head.words) - length(head.words.trimStart());
  const until = tail.place + length(tail.before) + length(tail.words.trimEnd());
  return { from, until, words: selection.toString().trim() };
}

/** In code points, as places in a text are counted. */
const length = (words: string): number => [...words].length;

function fill(box: HTMLElement, place: Place): void {
  for (const form of box.querySelectorAll("form")) {
    const field = form.querySelector<HTMLTextAreaElement>("[name=words]");
    if (!field) continue;
    field.value = place.words;
    form.querySelector<HTMLInputElement>("[name=from]")!.value = String(place.from);
    form.querySelector<HTMLInputElement>("[name=until]")!.value = String(place.until);
    field.addEventListener("input", () => {
      for (const name of ["from", "until"]) form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = "";
    });
  }
  const shown = box.querySelector<HTMLElement>("[data-shows]");
  if (shown) {
    shown.hidden = false;
    shown.querySelector("q")!.textContent = place.words;
  }
  for (const more of box.querySelectorAll<HTMLDetailsElement>("details.otherwise")) more.open = true;
}

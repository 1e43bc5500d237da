// The whole of a life in one list, of which only what is seen is there. The server says how many entries each month
// has; every row is as high as the others; so where each stands is known before it is fetched.
import { data, page } from "../asking";
import { leafing } from "../leafing";
import { documentOf } from "../trusted";

const BLOCK = 40; // as src/goldseam/page/pages/timeline.py has it
const AHEAD_PX = 900;
const BLOCKS_KEPT = 30;
const ASKING_MAX = 3;

interface Month {
  name: string;
  count: number;
  top: number;
  before: number; // entries of the months above it
}

export function start(main: HTMLElement): (() => void) | void {
  const life = document.getElementById("life");
  if (!life) return;
  const counts = JSON.parse(main.dataset["months"] ?? "[]") as [string, number][];
  const style = getComputedStyle(document.documentElement);
  const rem = parseFloat(style.fontSize);
  const leafPx = parseFloat(style.getPropertyValue("--leaf")) * rem;
  const monthPx = parseFloat(style.getPropertyValue("--month")) * rem;
  const months: Month[] = [];
  let top = 0;
  let before = 0;
  for (const [name, count] of counts) {
    months.push({ name, count, top, before });
    top += monthPx + count * leafPx;
    before += count;
  }
  const named = new Intl.DateTimeFormat(main.dataset["locale"] ?? undefined, { month: "long", year: "numeric", timeZone: "UTC" });
  const titleOf = (name: string): string => named.format(new Date(`${name}-01T00:00Z`));
  // The newest came with the page, and stay as they are.
  const came = new Map<string, HTMLElement>();
  if (!location.search)
    life.querySelectorAll("section").forEach((section, i) => {
      section.querySelectorAll<HTMLElement>(".leaf").forEach((leaf, n) => came.set(`${months[i]?.name}#${n}`, leaf));
    });
  life.replaceChildren();
  life.classList.add("drawn");
  life.setAttribute("role", "list");
  life.style.height = `${top}px`;
  main.querySelector(".older")?.remove();
  const where = document.getElementById("where")!;
  const bar = where.parentElement!;
  const total = where.textContent!;
  const jump = document.getElementById("to") as HTMLInputElement;

  const blocks = new Map<string, HTMLElement[] | null>(); // null while it is on its way
  const shown = new Map<string, HTMLElement>();
  let frame = 0;
  let going = true;
  let wanted = ""; // the row that gets the focus as soon as it is there

  const monthAt = (y: number): number => {
    let low = 0;
    let high = months.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (months[middle]!.top <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  // While a life flies by, only what is seen when an answer comes is asked for next.
  let asking = 0;
  const fetchBlock = async (key: string): Promise<void> => {
    if (asking >= ASKING_MAX) return;
    asking++;
    blocks.set(key, null);
    try {
      const got = await page(`/timeline/${key}`);
      const rows = [...documentOf(got.html).querySelectorAll<HTMLElement>("#rows > li")];
      blocks.set(key, rows.map((row) => document.adoptNode(row)));
    } catch {
      blocks.delete(key); // asked for again at the next scroll
    }
    asking--;
    for (const old of blocks.keys()) {
      if (blocks.size <= BLOCKS_KEPT) break;
      blocks.delete(old);
    }
    if (going) soon();
  };

  // Rows stand in the document in the order in which they are seen, whichever came first: keys and readers follow it.
  let last: HTMLElement | null = null;
  const place = (key: string, y: number, make: () => HTMLElement | null, keep: Set<string>): void => {
    keep.add(key);
    let element = shown.get(key) ?? null;
    if (!element) {
      element = make();
      if (!element) return;
      element.style.transform = `translateY(${y}px)`;
      element.style.insetBlockStart = "0";
      shown.set(key, element);
      if (last) last.after(element);
      else life.prepend(element);
    }
    last = element;
    if (key === wanted) {
      wanted = "";
      element.querySelector("a")?.focus({ preventScroll: true });
    }
  };

  const row = (month: Month, number: number): HTMLElement | null => {
    const key = `${month.name}/${Math.floor(number / BLOCK)}`;
    const block = blocks.get(key);
    const early = came.get(`${month.name}#${number}`) ?? null;
    if (block === undefined && !early) void fetchBlock(key);
    const element = block?.[number % BLOCK] ?? early; // not a copy: the block keeps it while it is not on the page
    // Of so many only a few are in the document: a screen reader is told which of all this one is.
    element?.setAttribute("aria-posinset", String(month.before + number + 1));
    element?.setAttribute("aria-setsize", String(before));
    return element;
  };

  const head = (month: Month): HTMLElement => {
    const element = document.createElement("li");
    const title = document.createElement("h2");
    title.className = "month";
    title.textContent = titleOf(month.name);
    element.className = "head";
    element.append(title);
    return element;
  };

  const draw = (): void => {
    frame = 0;
    last = null;
    // Everything is measured before anything is changed, so that the page is laid out once.
    const y = scrollY - life.offsetTop;
    const barPx = bar.offsetHeight;
    const from = y - AHEAD_PX;
    const to = y + innerHeight + AHEAD_PX;
    const keep = new Set<string>();
    for (let i = monthAt(Math.max(from, 0)); i < months.length && months[i]!.top < to; i++) {
      const month = months[i]!;
      place(month.name, month.top, () => head(month), keep);
      const first = Math.max(0, Math.floor((from - month.top - monthPx) / leafPx));
      const last = Math.min(month.count - 1, Math.floor((to - month.top - monthPx) / leafPx));
      for (let n = first; n <= last; n++) place(`${month.name}#${n}`, month.top + monthPx + n * leafPx, () => row(month, n), keep);
    }
    for (const [key, element] of shown) {
      if (keep.has(key) || element.contains(document.activeElement)) continue;
      element.remove();
      shown.delete(key);
    }
    const month = months[monthAt(Math.max(0, y + barPx))];
    const told = month && y + barPx > monthPx / 2 ? titleOf(month.name) : total;
    if (where.textContent !== told) where.textContent = told;
  };
  const soon = (): void => {
    frame ||= requestAnimationFrame(draw);
  };

  const goTo = async (day: string): Promise<void> => {
    const at = await data<{ month: string; number: number }>(`/timeline/at/${day}`);
    const month = months.find((one) => one.name === at.month);
    if (!going || !month) return;
    wanted = `${month.name}#${at.number}`;
    scrollTo(0, life.offsetTop + month.top + (at.number ? monthPx + at.number * leafPx - bar.offsetHeight : 0));
    draw();
  };
  jump.min = `${months.at(-1)?.name ?? "0001-01"}-01`;
  jump.addEventListener("change", () => {
    if (jump.value) void goTo(jump.value).catch(() => undefined);
  });
  const stop = leafing(life);
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  draw();
  return () => {
    going = false;
    stop();
    cancelAnimationFrame(frame);
    removeEventListener("scroll", soon);
    removeEventListener("resize", soon);
  };
}

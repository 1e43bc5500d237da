// All photos, month by month. Every photo is as high as the others, so each block has its height before it is fetched,
// and only the blocks near to what is seen hold anything.
import { page } from "../asking";
import { lightBox } from "../light_box";
import { documentOf } from "../trusted";

const BLOCK = 60; // as src/goldseam/page/pages/gallery.py has it
const AHEAD = "1200px 0px";

export function start(main: HTMLElement): (() => void) | void {
  const gallery = document.getElementById("gallery");
  const box = main.querySelector<HTMLDialogElement>("#light-box");
  if (!gallery || !box) return;
  const counts = JSON.parse(main.dataset["months"] ?? "[]") as [string, number][];
  const named = new Intl.DateTimeFormat(main.dataset["locale"] ?? undefined, { month: "long", year: "numeric", timeZone: "UTC" });
  const blocks = new Map<Element, { key: string; count: number }>();
  let going = true;

  for (const [month, count] of counts) {
    const section = document.createElement("section");
    const head = document.createElement("h2");
    head.className = "month stays";
    head.textContent = named.format(new Date(`${month}-01T00:00Z`));
    section.append(head);
    for (let n = 0; n * BLOCK < count; n++) {
      const block = document.createElement("ol");
      block.className = "plain photos";
      blocks.set(block, { key: `${month}/${n}`, count: Math.min(BLOCK, count - n * BLOCK) });
      section.append(block);
    }
    gallery.append(section);
  }

  const measure = (): void => {
    const style = getComputedStyle(gallery);
    const columns = Number(style.getPropertyValue("--columns"));
    const gap = parseFloat(style.getPropertyValue("--gap"));
    const tile = (gallery.clientWidth - gap * (columns - 1)) / columns;
    for (const [block, { count }] of blocks) {
      (block as HTMLElement).style.height = `${Math.ceil(count / columns) * (tile + gap)}px`;
    }
  };

  const fill = async (block: Element): Promise<void> => {
    const { key } = blocks.get(block)!;
    block.setAttribute("aria-busy", "true");
    try {
      const got = await page(`/files/photos/${key}`);
      if (going && near.has(block)) block.replaceChildren(...[...documentOf(got.html).querySelectorAll("#rows > li")].map((row) => document.adoptNode(row)));
    } catch {
      /* It stays empty, and is asked for again when it comes near again. */
    }
    block.removeAttribute("aria-busy");
  };
  const near = new Set<Element>();
  const watch = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) {
        if (isIntersecting && !near.has(target)) {
          near.add(target);
          void fill(target);
        } else if (!isIntersecting && near.delete(target) && !target.contains(document.activeElement)) {
          target.replaceChildren();
        }
      }
    },
    { rootMargin: AHEAD },
  );
  measure();
  for (const block of blocks.keys()) watch.observe(block);
  addEventListener("resize", measure);

  const entry = box.querySelector<HTMLAnchorElement>("[data-entry]")!;
  const open = lightBox(box, {
    links: () => [...gallery.querySelectorAll<HTMLAnchorElement>("a[data-picture]")],
    shown: (link) => {
      entry.href = link.dataset["entry"]!;
      entry.hidden = false;
      link.scrollIntoView({ block: "nearest" }); // so that the next ones are fetched
    },
  });
  gallery.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-picture]");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    open(link);
  });
  return () => {
    going = false;
    watch.disconnect();
    removeEventListener("resize", measure);
  };
}

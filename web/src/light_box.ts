// Photos shown large, one after another, by mouse and by the keys that one expects; focus returns to the last one seen.

interface Wishes {
  /** The photos there are; asked each time, because a gallery grows. */
  links: () => HTMLAnchorElement[];
  /** Whether to say how many there are. */
  counted?: boolean;
  /** Told which one is shown. */
  shown?: (link: HTMLAnchorElement) => void;
}

/** Returns what opens a photo in the page's light box. */
export function lightBox(box: HTMLDialogElement, { links, counted = false, shown = () => undefined }: Wishes): (link: HTMLAnchorElement) => void {
  const image = box.querySelector("img")!;
  const count = box.querySelector<HTMLElement>(".count");
  const steps = [...box.querySelectorAll<HTMLButtonElement>("[data-step]")];
  let at: HTMLAnchorElement | null = null;
  const show = (link: HTMLAnchorElement): void => {
    const all = links();
    at = link;
    image.src = link.href;
    image.alt = link.querySelector("img")?.alt ?? "";
    const number = all.indexOf(link);
    if (count) count.textContent = counted && all.length > 1 ? `${number + 1} / ${all.length}` : "";
    for (const step of steps) {
      step.hidden = all.length < 2;
      step.disabled = !all[number + Number(step.dataset["step"])];
    }
    shown(link);
  };
  const go = (by: number): void => {
    const all = links();
    const next = at && all[all.indexOf(at) + by];
    if (next) show(next);
  };
  for (const step of steps) step.addEventListener("click", () => go(Number(step.dataset["step"])));
  const rightToLeft = document.documentElement.dir === "rtl" ? -1 : 1;
  box.addEventListener("keydown", (event) => {
    const keys: Record<string, number> = { ArrowRight: rightToLeft, ArrowLeft: -rightToLeft, ArrowDown: 1, ArrowUp: -1, " ": 1 };
    const by = (event.target as HTMLElement).tagName === "BUTTON" && event.key === " " ? undefined : keys[event.key];
    if (by === undefined) return;
    event.preventDefault();
    go(by);
  });
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close(); // beside the photo
  });
  box.addEventListener("close", () => {
    image.removeAttribute("src");
    at?.focus();
  });
  return (link) => {
    show(link);
    box.showModal();
    box.querySelector<HTMLElement>("[data-close]")?.focus();
  };
}

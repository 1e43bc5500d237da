// How hard the passphrase is to guess, said while she types it; our own server alone is asked.
import { data } from "../asking";

export function start(main: HTMLElement): void {
  const field = main.querySelector<HTMLInputElement>("#secret");
  const shown = main.querySelector<HTMLElement>("#strength");
  if (!field || !shown) return;
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(field, shown), 200);
  });
}

async function ask(field: HTMLInputElement, shown: HTMLElement): Promise<void> {
  const secret = field.value;
  if (!secret) {
    delete shown.dataset["level"];
    shown.querySelector(".says")!.textContent = "";
    return;
  }
  const body = new URLSearchParams({ secret });
  const found = await data<{ level: number; says: string }>("/begin/strength", { method: "POST", body }).catch(() => null);
  if (!found || field.value !== secret) return;
  shown.dataset["level"] = String(found.level);
  shown.querySelector(".says")!.textContent = found.says;
}

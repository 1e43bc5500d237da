// An entry: its photos in a light box.
import { lightBox } from "../light_box";

export function start(main: HTMLElement): void {
  const box = main.querySelector<HTMLDialogElement>("#light-box");
  const pictures = [...main.querySelectorAll<HTMLAnchorElement>("a[data-picture]")];
  if (!box || !pictures.length) return;
  const open = lightBox(box, { links: () => pictures, counted: true });
  for (const link of pictures) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open(link);
    });
  }
}

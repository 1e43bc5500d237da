// Photos in a light box, with the keys that one expects there.
export function start(main: HTMLElement): void {
  const box = main.querySelector<HTMLDialogElement>("#light-box");
  const pictures = [...main.querySelectorAll<HTMLAnchorElement>("a[data-picture]")];
  if (!box || !pictures.length) return;
  const image = box.querySelector("img")!;
  let at = 0;
  const show = (to: number): void => {
    at = (to + pictures.length) % pictures.length;
    const link = pictures[at]!;
    image.src = link.href;
    image.alt = link.querySelector("img")?.alt ?? "";
  };
  for (const [number, link] of pictures.entries()) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(number);
      box.showModal();
    });
  }
  for (const button of box.querySelectorAll<HTMLButtonElement>("[data-step]")) {
    button.hidden = pictures.length < 2;
    button.addEventListener("click", () => show(at + Number(button.dataset["step"])));
  }
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") show(at + 1);
    if (event.key === "ArrowLeft") show(at - 1);
  });
  box.addEventListener("close", () => image.removeAttribute("src"));
}

// Printing is the browser's own; nothing of the key goes anywhere else.
export function start(main: HTMLElement): void {
  main.querySelector("#print")?.addEventListener("click", () => print());
}

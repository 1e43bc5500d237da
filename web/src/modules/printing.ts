// Printing is the browser's own: all that a button does here is to ask for it.

export function start(main: HTMLElement): void {
  main.querySelector("#print")?.addEventListener("click", () => print());
}

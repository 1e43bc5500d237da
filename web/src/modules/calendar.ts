// The year lies open at its end, where today is, on screens too narrow for all of it.
export function start(main: HTMLElement): void {
  const strip = main.querySelector<HTMLElement>(".scrollx");
  const today = main.querySelector<SVGElement>(".today");
  if (!strip || strip.scrollWidth <= strip.clientWidth) return;
  const at = today?.getBoundingClientRect().left ?? 0;
  strip.scrollLeft = at - strip.getBoundingClientRect().left - strip.clientWidth / 2;
}

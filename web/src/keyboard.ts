// Where a keyboard on the screen lies over the page instead of making it smaller, the page is told how much is seen.
export function startKeyboard(): void {
  const seen = window.visualViewport;
  if (!seen) return;
  const tell = (): void => {
    const covered = innerHeight - seen.height * seen.scale;
    const root = document.documentElement;
    if (covered > 1 && seen.scale === 1) root.style.setProperty("--seen", `${seen.height}px`);
    else root.style.removeProperty("--seen");
    if (covered > 1 && document.body.classList.contains("writing")) scrollTo(0, 0);
  };
  seen.addEventListener("resize", tell);
}

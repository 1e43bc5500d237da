// The locked page: when the terminal unlocks, this page follows.
import { watchState } from "../lock";

export function start(): () => void {
  return watchState((state) => {
    const typed = document.querySelector<HTMLInputElement>("#secret")?.value;
    if (state === "open" && !typed) location.replace("/");
  });
}

// A list of entries that is wholly there: the keys go along it.
import { leafing } from "../leafing";

export function start(main: HTMLElement): () => void {
  return leafing(main);
}

// How far a long job is: asked while the page is seen, and the page is made anew when it has ended.
import { data, LockedError } from "../asking";
import { visit } from "../swap";

const POLL_MS = 300;
interface State {
  number: number;
  state: string;
  done: number;
  total: number;
}

export function start(main: HTMLElement): (() => void) | void {
  if (main.dataset["state"] !== "running") return;
  const after = main.dataset["after"]; // a page that shows while the journal is locked goes on by itself
  const bar = main.querySelector<HTMLProgressElement>("#progress");
  const line = main.querySelector<HTMLElement>("#done");
  let timer = 0;
  let going = true;
  const show = (now: State): void => {
    if (bar && now.total) {
      bar.max = now.total;
      bar.value = Math.min(now.done, now.total);
    }
    const language = document.documentElement.lang;
    if (line && now.total) line.textContent = Math.min(1, now.done / now.total).toLocaleString(language, { style: "percent" });
    else if (line && now.done) line.textContent = now.done.toLocaleString(language);
  };
  const look = async (): Promise<void> => {
    if (!going) return;
    if (document.visibilityState === "visible") {
      const now = await data<State>("/job/state").catch((error: unknown) => {
        if (error instanceof LockedError) return null;
        return undefined; // it does not answer just now
      });
      if (!going) return;
      if (now && now.state === "running" && String(now.number) === main.dataset["number"]) show(now);
      else if (now !== undefined) return ended(now, after);
    }
    timer = window.setTimeout(() => void look(), POLL_MS);
  };
  timer = window.setTimeout(() => void look(), POLL_MS);
  return () => {
    going = false;
    clearTimeout(timer);
  };
}

function ended(now: State | null, after: string | undefined): void {
  if (after) location.replace(now?.state === "done" ? after : location.href);
  else void visit(location.href, {}, false);
}

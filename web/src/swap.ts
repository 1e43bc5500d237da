// One document for the whole visit: links and forms fetch the server's page and swap <main>.
// No address ever holds a word of hers: a search is sent, and never stands in the history.
import { GoneError, LockedError, page, ProblemError, tell, words, type Sending } from "./asking";
import { enter, keepAll, leave } from "./modules";
import { say } from "./said";
import { documentOf } from "./trusted";

let turn = 0;
let here = location.href;
let asking: AbortController | null = null;

/** Goes to a page. `push`: whether it is a new step in the history. */
export async function visit(address: string, sending: Sending = {}, push = true): Promise<void> {
  const mine = ++turn;
  asking?.abort();
  asking = new AbortController();
  try {
    await keepAll();
    const got = await page(address, { ...sending, signal: asking.signal });
    await keepAll(); // what was typed while the other page was on its way
    if (mine !== turn) return;
    leave();
    show(documentOf(got.html), got.address, push);
    here = location.href;
  } catch (error) {
    if ((error as Error).name === "AbortError") return;
    if (error instanceof LockedError) {
      location.replace("/locked");
      return;
    }
    if (location.href !== here) history.pushState({ y: scrollY }, "", here); // "back" was pressed: this page stays
    if (error instanceof GoneError) say(words.gone);
    else if (error instanceof ProblemError) say(`${error.happened} ${error.safe} ${error.next}`);
    else throw error;
  }
}

function show(next: Document, address: string, push: boolean): void {
  const main = next.getElementById("main");
  if (!main || !next.querySelector("meta[name=goldseam]")) {
    location.assign(address);
    return;
  }
  if (push && address !== location.href) {
    history.replaceState({ y: scrollY }, "");
    history.pushState({ y: 0 }, "", address);
  }
  document.title = next.title;
  document.body.className = next.body.className;
  for (const name of ["theme", "size", "density", "contrast"]) {
    const value = next.documentElement.dataset[name];
    if (value === undefined) delete document.documentElement.dataset[name];
    else document.documentElement.dataset[name] = value;
  }
  const top = next.querySelector("header.top");
  const old = document.querySelector("header.top");
  if (top && old) old.replaceWith(document.adoptNode(top));
  else if (top || old) {
    location.assign(address); // from a bare page to one with places, or back
    return;
  }
  document.getElementById("main")!.replaceWith(document.adoptNode(main));
  scrollTo(0, push ? 0 : ((history.state as { y?: number } | null)?.y ?? 0));
  (main.querySelector<HTMLElement>("[autofocus]") ?? main).focus({ preventScroll: true });
  tell(document.title);
  void enter();
}

/** What a form sends; a GET form has no words of hers in it. */
export function sent(form: HTMLFormElement, submitter: HTMLElement | null = null): URLSearchParams {
  const fields = new FormData(form, submitter);
  return new URLSearchParams([...fields].filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}

const onTheirWay = new WeakSet<HTMLFormElement>(); // a second press must not do it twice

async function submit(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
  const none = form.dataset["none"];
  if (none && !form.querySelector("input[type=checkbox]:checked")) {
    say(none);
    return;
  }
  const question = submitter?.dataset["sure"] ?? form.dataset["sure"];
  if (question && !confirm(question)) return;
  if (form.method === "get") {
    await visit(`${new URL(address, location.href).href}?${sent(form, submitter)}`);
    return;
  }
  if (onTheirWay.has(form)) return;
  onTheirWay.add(form);
  try {
    await visit(new URL(address, location.href).href, { method: "POST", body: sent(form, submitter) }, form.dataset["quiet"] === undefined);
  } finally {
    onTheirWay.delete(form);
  }
}

function linkOf(event: Event): HTMLAnchorElement | null {
  const link = (event.target as Element).closest?.<HTMLAnchorElement>("a[href]");
  const ours = link && link.origin === location.origin && !link.hash && !link.download && !link.target;
  return ours && link.dataset["native"] === undefined ? link : null;
}

/** Takes over links, forms and the back button. */
export function startSwapping(): void {
  history.scrollRestoration = "manual";
  addEventListener("popstate", () => void visit(location.href, {}, false));
  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void visit(link.href);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.dataset["native"] !== undefined || form.dataset["lock"] !== undefined) return;
    if (event.submitter?.dataset["native"] !== undefined) return; // what comes is a file
    event.preventDefault();
    void submit(form, event.submitter);
  });
}

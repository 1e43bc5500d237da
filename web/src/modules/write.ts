// The page to write on.
import { data, GoneError, LockedError, ProblemError, tell, words } from "../asking";
import { attachments, type Attaching } from "../attaching";
import type { FileSays } from "../files";
import { Keeper, type Finished, type Says, type Sheet, type Shown } from "../keeper";
import type { Editor } from "../editor";
import { continued } from "../lists";
import type { Leave } from "../modules";
import { counted, type Forms } from "../plural";
import { say } from "../said";
import { visit } from "../swap";

type Field = HTMLInputElement;
const field = (name: string): Field => document.getElementById(name) as Field;
const ABOUT_MS = 300;
const COUNT_MS = 300;
const TAGS_SHOWN = 12;

type AllSays = Says & FileSays & { words: Forms };

let mayBeLate = (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined)?.type === "reload";

export async function start(main: HTMLElement): Promise<Leave> {
  const said = main.dataset;
  const says = JSON.parse(said["says"] ?? "{}") as AllSays;
  const area = document.getElementById("text") as HTMLTextAreaElement;
  const shown = display();
  const sealed = said["sealed"] === "yes";
  let pad: Editor;
  let attaching: Attaching | null = null;
  const keeper = new Keeper(
    said["draft"]!,
    Number(said["seen"]),
    { entry: said["entry"] ?? "", base: said["base"] ?? "" },
    sealed,
    () => sheet(pad),
    shown,
    says,
  );
  const recount = said["counted"] === "yes" ? counter(() => pad.text(), says.words) : (): void => undefined;
  const changed = (): void => {
    keeper.changed();
    recount();
  };
  pad = await begin(area, said, changed);
  if (area.value !== area.defaultValue) changed(); // she began before the editor was there
  recount();
  for (const name of ["title", "about", "tags", "journal", "zone", "starred"]) field(name).addEventListener("input", changed);
  template(pad);
  if (!sealed) {
    names();
    about(shown);
    attaching = attachments(main, keeper, says, changed);
  }

  let ending = false;
  /** Once, and nothing is typed meanwhile that would not be in it. */
  const end = async (how: () => Promise<Finished>): Promise<void> => {
    if (ending) return;
    ending = true;
    main.inert = true;
    try {
      await attaching?.settled();
      const { address, fate, unread } = await how();
      if (unread) {
        main.inert = false;
        misread(unread);
        return;
      }
      if (!address) {
        location.replace("/locked");
        return;
      }
      await visit(address);
      if (fate) say(says[fate]);
    } catch (error) {
      main.inert = false;
      pad.focus();
      // A lock is not followed from here: the page that watches for it sends the words to the inbox first.
      if (error instanceof ProblemError) shown.failing(`${error.happened} ${error.safe} ${error.next}`);
      else if (!(error instanceof LockedError)) shown.failing(error instanceof GoneError ? words.gone : words.failed);
      else keeper.changed();
    } finally {
      ending = false;
    }
  };
  document.getElementById("finish")!.addEventListener("click", () => void end(() => keeper.finish()));
  const away = document.getElementById("away");
  away?.addEventListener("click", () => {
    if (confirm(away.dataset["question"])) void end(() => keeper.discard());
  });
  const keys = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      void end(() => keeper.finish());
    } else if (event.key === "s") {
      event.preventDefault();
      void keeper.flush().catch(() => undefined);
    }
  };
  const seen = (): void => {
    if (document.visibilityState === "hidden") keeper.last();
    else keeper.again();
  };
  const online = (): void => keeper.again();
  const going = (event: BeforeUnloadEvent): void => {
    const canGo = keeper.canGo && !attaching?.isBusy();
    keeper.last();
    if (!canGo) event.preventDefault();
  };
  document.addEventListener("keydown", keys);
  document.addEventListener("visibilitychange", seen);
  addEventListener("online", online);
  addEventListener("beforeunload", going);
  pad.focus();
  if (!sealed) void catchUp(main, keeper);
  const leave: Leave = () => {
    keeper.end();
    attaching?.end();
    pad.end();
    document.removeEventListener("keydown", keys);
    document.removeEventListener("visibilitychange", seen);
    removeEventListener("online", online);
    removeEventListener("beforeunload", going);
  };
  leave.keep = async () => {
    await attaching?.kept();
    await keeper.flush();
  };
  return leave;
}

/** The line at the foot. It says what is so, and is read aloud only when that is not as it should be. */
function display(): Shown {
  const status = document.getElementById("status")!;
  const note = document.getElementById("note")!;
  let failed = false;
  const show = (text: string, wrong: boolean): void => {
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("wrong", wrong);
    if (wrong && !failed) tell(text);
    else if (failed && text) tell(text);
    failed = wrong || (failed && !text);
  };
  return {
    kept: (text) => show(text, false),
    pending: () => show("", false),
    failing: (text) => show(text, true),
    note: (text) => {
      note.textContent = text;
      note.hidden = text === "";
    },
    foot: (day, isToday) => {
      document.getElementById("day")!.textContent = day;
      document.getElementById("is-today")!.hidden = !isToday;
    },
  };
}

/** Says what was not understood where she can change it, and leads her there. */
function misread(what: string): void {
  document.querySelector<HTMLDetailsElement>(".around")!.open = true;
  document.getElementById("about-help")!.textContent = what;
  const named = field("about");
  named.setAttribute("aria-invalid", "true");
  named.focus();
  tell(what);
}

/** The editor where there is a keyboard; else the plain field, which telephones and dictation know best. */
async function begin(area: HTMLTextAreaElement, said: DOMStringMap, changed: () => void): Promise<Editor> {
  if (said["plain"] !== "yes" && matchMedia("(pointer: fine)").matches) {
    const { editor } = await import("../editor");
    return editor(area, {
      label: document.querySelector<HTMLLabelElement>("label[for=text]")!.textContent ?? "",
      prompt: area.placeholder,
      undo: document.getElementById("undo")?.textContent ?? "",
      spelling: said["spelling"] === "yes",
      typewriter: document.body.classList.contains("typewriter"),
      changed,
    });
  }
  const insert = (text: string, remove = 0): void => {
    area.setRangeText(text, area.selectionStart - remove, area.selectionEnd, "end");
    changed();
  };
  area.addEventListener("input", changed);
  area.addEventListener("beforeinput", (event) => {
    if (event.inputType !== "insertLineBreak" || area.selectionStart !== area.selectionEnd) return;
    const at = area.selectionStart;
    const from = area.value.lastIndexOf("\n", at - 1) + 1;
    const to = area.value.indexOf("\n", at);
    const next = continued(area.value.slice(from, at), area.value.slice(at, to < 0 ? undefined : to));
    if (!next) return;
    event.preventDefault();
    insert(next.insert, next.remove);
  });
  return { text: () => area.value, undo: () => "", insert, focus: () => area.focus(), end: () => undefined };
}

function sheet(pad: Editor): Sheet {
  const about = field("about");
  return {
    text: pad.text(),
    title: field("title").value,
    journal: field("journal").value,
    tags: field("tags").value.split(","),
    starred: field("starred").checked,
    about: about.dataset["day"] || about.value,
    zone: field("zone").value,
    undo: pad.undo(),
  };
}

/** Counts when she pauses: in a long text that takes longer than a key may. */
function counter(text: () => string, forms: Forms): () => void {
  const shown = document.getElementById("count")!;
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => (shown.textContent = counted(text().match(/\S+/g)?.length ?? 0, forms)), COUNT_MS);
  };
}

function template(pad: Editor): void {
  const choice = document.getElementById("template") as HTMLSelectElement | null;
  choice?.addEventListener("change", () => {
    if (choice.value) pad.insert(choice.value);
    pad.focus();
  });
}

interface Named {
  day: string;
  said: string;
  foot?: string;
  today?: boolean;
}

/** The day she names is said back, and stands from then on: "yesterday" is not another day after midnight. */
function about(shown: Shown): void {
  const named = field("about");
  const zone = field("zone");
  const help = document.getElementById("about-help")!;
  const chip = document.getElementById("day")!;
  const usual = help.textContent;
  let timer = 0;
  const ask = async (): Promise<void> => {
    const asked = named.value;
    named.removeAttribute("aria-invalid");
    if (!asked.trim()) {
      help.textContent = usual;
      return;
    }
    const body = new URLSearchParams({ about: asked, zone: zone.value, stands: chip.dataset["day"] ?? "" });
    const got = await data<Named>("/write/day", { method: "POST", body }).catch(() => null);
    if (!got || named.value !== asked) return;
    help.textContent = got.said;
    if (!got.day) return;
    named.dataset["day"] = chip.dataset["day"] = got.day;
    shown.foot(got.foot ?? "", got.today ?? false);
  };
  const later = (): void => {
    delete named.dataset["day"];
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), ABOUT_MS);
  };
  named.addEventListener("input", later);
  zone.addEventListener("change", later);
}

/** Tags and notebooks to choose from, fetched when she first looks at them. */
function names(): void {
  const around = document.querySelector<HTMLDetailsElement>(".around")!;
  const typed = field("tags");
  const list = document.getElementById("known-tags") as HTMLDataListElement;
  let known: string[] = [];
  around.addEventListener(
    "toggle",
    () =>
      void data<{ tags: string[]; journals: string[] }>("/write/names").then((got) => {
        known = got.tags;
        document.getElementById("known-journals")!.replaceChildren(...got.journals.map((name) => new Option(name, name)));
        offer();
      }, () => undefined),
    { once: true },
  );
  // Completes the tag that is being typed, after the ones before it: the browser's own list only knows whole fields.
  const offer = (): void => {
    const at = typed.value.lastIndexOf(",") + 1;
    const before = typed.value.slice(0, at) + (at ? " " : "");
    const begun = typed.value.slice(at).trim().toLocaleLowerCase();
    const had = new Set(typed.value.slice(0, at).split(",").map((tag) => tag.trim()));
    const fitting = known.filter((tag) => !had.has(tag) && tag.toLocaleLowerCase().startsWith(begun)).slice(0, TAGS_SHOWN);
    list.replaceChildren(...fitting.map((tag) => new Option(tag, before + tag)));
  };
  typed.addEventListener("input", offer);
}

/** A page that is loaded again may be made before the last words arrive that it sent as it went away: they travel apart. */
async function catchUp(main: HTMLElement, keeper: Keeper): Promise<void> {
  if (!mayBeLate) return;
  mayBeLate = false;
  try {
    const { newest } = await data<{ newest: number }>("/drafts/newest");
    if (newest > Number(main.dataset["seen"]) && keeper.isKept && main.isConnected) await visit(location.href, {}, false);
  } catch {
    // Nothing is lost: they are in the vault, and the page joins them with what is typed now.
  }
}

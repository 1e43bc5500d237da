// The page to write on.
import { data, GoneError, LockedError, words } from "../asking";
import { lineOf, record, send, type FileSays } from "../files";
import { Keeper, type Says, type Sheet } from "../keeper";
import type { Editor } from "../editor";
import { counted, type Forms } from "../plural";
import { visit } from "../swap";

type Field = HTMLInputElement;
const field = (name: string): Field => document.getElementById(name) as Field;

export async function start(main: HTMLElement): Promise<() => Promise<void>> {
  const said = main.dataset;
  const says = JSON.parse(said["says"] ?? "{}") as Says & FileSays & { words: Forms; done: string };
  const area = document.getElementById("text") as HTMLTextAreaElement;
  const status = document.getElementById("status")!;
  const say = (text: string): void => {
    if (status.textContent !== text) status.textContent = text;
  };
  let pad: Editor;
  const keeper = new Keeper(
    said["draft"]!,
    Number(said["seen"]),
    { entry: said["entry"] ?? "", base: said["base"] ?? "" },
    said["sealed"] === "yes",
    () => sheet(pad),
    say,
    says,
  );
  const changed = (): void => {
    keeper.changed();
    if (said["counted"] === "yes") count(pad, says.words);
  };
  pad = await begin(area, said, changed);
  if (said["counted"] === "yes") count(pad, says.words);
  for (const name of ["title", "about", "tags", "journal", "zone", "starred"]) field(name).addEventListener("input", changed);
  template(pad);
  if (said["sealed"] !== "yes") files(main, keeper, says, say, changed);

  const finish = async (): Promise<void> => {
    try {
      const address = await keeper.finish();
      if (address === "/locked") {
        location.replace(address);
        return;
      }
      await visit(address);
    } catch (error) {
      if (error instanceof LockedError) location.replace("/locked");
      else say(error instanceof GoneError ? words.gone : (error as Error).message || words.failed);
    }
  };
  document.getElementById("finish")!.addEventListener("click", () => void finish());
  const keys = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      void finish();
    } else if (event.key === "s") {
      event.preventDefault();
      void keeper.flush().catch(() => undefined);
    }
  };
  const hidden = (): void => {
    if (document.visibilityState === "hidden") keeper.last();
  };
  const going = (event: BeforeUnloadEvent): void => {
    if (keeper.isKept) return;
    keeper.last();
    event.preventDefault();
  };
  document.addEventListener("keydown", keys);
  document.addEventListener("visibilitychange", hidden);
  addEventListener("beforeunload", going);
  pad.focus();
  return async () => {
    await keeper.flush();
    keeper.end();
    document.removeEventListener("keydown", keys);
    document.removeEventListener("visibilitychange", hidden);
    removeEventListener("beforeunload", going);
  };
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
  area.addEventListener("input", changed);
  return {
    text: () => area.value,
    undo: () => "",
    insert: (text) => {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      changed();
    },
    focus: () => area.focus(),
  };
}

function sheet(pad: Editor): Sheet {
  return {
    text: pad.text(),
    title: field("title").value,
    journal: field("journal").value,
    tags: field("tags").value.split(","),
    starred: field("starred").checked,
    about: field("about").value,
    zone: field("zone").value,
    undo: pad.undo(),
  };
}

function count(pad: Editor, forms: Forms): void {
  document.getElementById("count")!.textContent = counted(pad.text().match(/\S+/g)?.length ?? 0, forms);
}

function template(pad: Editor): void {
  const choice = document.getElementById("template") as HTMLSelectElement | null;
  choice?.addEventListener("change", () => {
    if (choice.value) pad.insert(choice.value);
    pad.focus();
  });
}

function files(main: HTMLElement, keeper: Keeper, says: FileSays, say: (text: string) => void, changed: () => void): void {
  const list = document.getElementById("files")!;
  const add = async (file: Blob, name: string): Promise<void> => {
    if (keeper.isKept) changed(); // a page that was never saved has no draft yet to add to
    try {
      await keeper.flush();
      const added = await send(`/draft/${keeper.id}/files`, file, name, (part) => say(`${says.adding} ${Math.round(part * 100)} %`));
      if (!list.querySelector(`[data-blob="${added.blob}"]`)) list.append(lineOf(added, says));
      list.hidden = false;
      say(says.added);
    } catch (error) {
      say((error as Error).message === "gone" ? words.gone : (error as Error).message);
    }
  };
  const all = async (chosen: Iterable<File>): Promise<void> => {
    for (const file of chosen) await add(file, file.name);
  };
  const picked = field("picked");
  document.getElementById("add")!.addEventListener("click", () => picked.click());
  picked.addEventListener("change", () => void all([...(picked.files ?? [])]).then(() => (picked.value = "")));
  main.addEventListener(
    "paste",
    (event) => {
      const pasted = [...(event.clipboardData?.files ?? [])];
      if (!pasted.length) return;
      event.preventDefault();
      event.stopPropagation();
      void all(pasted);
    },
    true,
  );
  main.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  main.addEventListener(
    "drop",
    (event) => {
      const dropped = [...(event.dataTransfer?.files ?? [])];
      if (!dropped.length) return;
      event.preventDefault();
      event.stopPropagation();
      void all(dropped);
    },
    true,
  );
  list.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-remove]");
    if (!button) return;
    void data(`/draft/${keeper.id}/files/${button.dataset["remove"]}/remove`, { method: "POST" }).then(
      () => button.closest("li")?.remove(),
      () => say(words.failed),
    );
  });
  speak(says, say, add);
}

function speak(says: FileSays, say: (text: string) => void, add: (file: Blob, name: string) => Promise<void>): void {
  const button = document.getElementById("record")!;
  const idle = button.textContent;
  let stop: (() => Promise<File>) | null = null;
  button.addEventListener("click", () => {
    void (async () => {
      if (stop) {
        const end = stop;
        stop = null;
        button.textContent = idle;
        const file = await end();
        await add(file, file.name);
        return;
      }
      try {
        stop = await record();
        button.textContent = says.recording;
      } catch {
        say(says.silent);
      }
    })();
  });
}

// Files of the page to write on: where they come from, how far they are, and what is spoken.
import { data, GoneError, LockedError, ProblemError, words } from "./asking";
import { Cancelled, comingLine, lineOf, record, send, told, type FileSays, type Recording } from "./files";
import type { Keeper } from "./keeper";

const AWAKE_MS = 30_000; // whoever speaks does not type: the vault must not lock itself for that

export interface Attaching {
  /** Whether something is on its way, or being spoken. */
  isBusy(): boolean;
  /** Resolves when nothing is on its way any more; what is being spoken ends, and is added. */
  settled(): Promise<void>;
  /** The same for what is spoken alone, and for what came too late for a lock. Throws while that goes on: then it waits. */
  kept(): Promise<void>;
  end(): void;
}

export function attachments(main: HTMLElement, keeper: Keeper, says: FileSays, changed: () => void): Attaching {
  const list = document.getElementById("files")!;
  const status = (text: string): void => {
    const line = document.getElementById("file-status")!;
    line.textContent = text;
    line.hidden = text === "";
    if (text) told(text);
  };
  let queue: Promise<void> = Promise.resolve();
  let waiting = 0;
  let voices = 0; // of those that wait: nobody has them a second time
  const late: { file: Blob; name: string }[] = []; // they came when the vault was locked already, or were spoken and not taken
  let missing: string[] = []; // of the files that were added together, why some were not
  const forget = (): void => {
    missing = [];
    status("");
  };
  const miss = (name: string, error: Error): void => {
    const why = error instanceof ProblemError ? `${error.happened} ${error.safe} ${error.next}` : error.message;
    missing.push(`${says.lost} ${name}. ${error instanceof GoneError ? words.gone : why}`);
    status(missing.join("\n"));
  };

  const one = async (file: Blob, name: string, isVoice: boolean): Promise<void> => {
    const cancelling = new AbortController();
    const { line, told: progress } = comingLine(name, says, () => cancelling.abort());
    list.append(line);
    list.hidden = false;
    try {
      if (keeper.isKept) changed(); // a page that was never saved has no draft yet to add to
      await keeper.flush();
      const added = await send(`/draft/${keeper.id}/files`, file, name, progress, cancelling.signal);
      if (list.querySelector(`[data-blob="${added.blob}"]`)) line.remove();
      else line.replaceWith(lineOf(added, says));
      told(`${says.added}: ${name}`);
    } catch (error) {
      const held = line.contains(document.activeElement);
      line.remove();
      if (held) main.querySelector<HTMLElement>(".cm-content, #text:not([hidden])")?.focus();
      if (error instanceof Cancelled) return;
      if (error instanceof LockedError || (isVoice && error instanceof GoneError)) late.push({ file, name });
      if (!(error instanceof LockedError)) miss(name, error as Error);
    } finally {
      list.hidden = !list.children.length;
    }
  };
  const add = (file: Blob, name: string, isVoice = false): Promise<void> => {
    if (!waiting) forget();
    waiting++;
    queue = queue.then(() => one(file, name, isVoice)).finally(() => waiting--);
    return queue;
  };
  const speak = async (file: Blob, name: string): Promise<void> => {
    voices++;
    await add(file, name, true).finally(() => voices--);
  };
  const all = (files: Iterable<File>): void => {
    for (const file of files) void add(file, file.name);
  };

  const picked = document.getElementById("picked") as HTMLInputElement;
  document.getElementById("add")!.addEventListener("click", () => picked.click());
  picked.addEventListener("change", () => {
    all([...(picked.files ?? [])]);
    picked.value = "";
  });
  /** What comes with text is text: word processors put a picture of it beside it. */
  const taken = (event: Event, from: DataTransfer | null): void => {
    const files = [...(from?.files ?? [])];
    if (!files.length || from?.types.includes("text/plain")) return;
    event.preventDefault();
    event.stopPropagation();
    all(files);
  };
  main.addEventListener("paste", (event) => taken(event, event.clipboardData), true);
  main.addEventListener("drop", (event) => taken(event, event.dataTransfer), true);
  main.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-remove]");
    if (!button) return;
    void data(`/draft/${keeper.id}/files/${button.dataset["remove"]}/remove`, { method: "POST" }).then(
      () => {
        button.closest("li")?.remove();
        list.hidden = !list.children.length;
      },
      () => status(words.failed),
    );
  });

  const afterwards = async (): Promise<void> => {
    for (let next = late[0]; next; next = late[0]) {
      try {
        const added = await send(`/draft/${keeper.id}/files`, next.file, next.name, () => undefined, new AbortController().signal);
        list.append(lineOf(added, says));
        list.hidden = false;
        forget();
      } catch (error) {
        if (error instanceof LockedError || error instanceof GoneError) throw error;
        miss(next.name, error as Error); // it was refused, and would be again
      }
      late.shift();
    }
  };
  const spoken = speaking(says, status, speak, changed);
  return {
    isBusy: () => waiting > 0 || late.length > 0 || spoken.isOn(),
    settled: async () => {
      await spoken.end();
      await queue;
      await afterwards();
    },
    kept: async () => {
      await spoken.end();
      if (voices) await queue;
      await afterwards();
    },
    end: () => spoken.forget(),
  };
}

interface Speaking {
  isOn(): boolean;
  end(): Promise<void>;
  forget(): void;
}

function speaking(says: FileSays, status: (text: string) => void, add: (file: Blob, name: string) => Promise<void>, changed: () => void): Speaking {
  const button = document.getElementById("record")!;
  const drop = document.getElementById("unsay")!;
  const idle = button.textContent;
  let recording: Recording | null = null;
  let timers: number[] = [];
  let asking = false;

  const over = (): Recording | null => {
    const was = recording;
    recording = null;
    for (const timer of timers) clearInterval(timer);
    timers = [];
    button.textContent = idle;
    drop.hidden = true;
    return was;
  };
  const end = async (): Promise<void> => {
    const file = await over()?.end();
    if (file) await add(file, file.name);
  };
  const begin = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      recording = await record();
    } catch {
      status(says.silent);
      return;
    } finally {
      asking = false;
    }
    status("");
    const since = performance.now();
    const tick = (): void => {
      const seconds = Math.floor((performance.now() - since) / 1000);
      button.textContent = `${says.recording} ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    };
    tick();
    drop.hidden = false;
    timers = [window.setInterval(tick, 1000), window.setInterval(changed, AWAKE_MS)];
  };
  button.addEventListener("click", () => void (recording ? end() : begin()));
  drop.addEventListener("click", () => over()?.forget());
  return { isOn: () => recording !== null, end, forget: () => over()?.forget() };
}

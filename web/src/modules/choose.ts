// Looking for a file or folder of this machine: the server lists what lies in a folder, the field gets its path.
import { data, LockedError, ProblemError } from "../asking";
import { say } from "../said";

interface Found {
  at: string;
  shown: string;
  up: string;
  folders: string[];
  files: string[];
  more: number;
}
type Says = Record<"up" | "here" | "none" | "more", string>;

export function start(element: HTMLElement): () => void {
  const field = element.querySelector<HTMLInputElement>("input")!;
  const box = element.querySelector<HTMLDialogElement>("dialog")!;
  const list = element.querySelector<HTMLElement>(".finder-list")!;
  const title = element.querySelector<HTMLElement>(".finder-at")!;
  const use = element.querySelector<HTMLButtonElement>("[data-use]")!;
  const wants = element.dataset["wants"];
  const says = JSON.parse(element.dataset["says"] ?? "{}") as Says;
  let at = "";
  use.hidden = wants === "files";

  const choose = (path: string): void => {
    field.value = path;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    box.close();
  };
  const button = (name: string, kind: string, act: () => void): HTMLLIElement => {
    const item = document.createElement("li");
    const made = document.createElement("button");
    made.type = "button";
    made.className = `quiet ${kind}`;
    made.textContent = name;
    made.addEventListener("click", act);
    item.append(made);
    return item;
  };
  const note = (text: string): HTMLLIElement => {
    const item = document.createElement("li");
    item.className = "meta";
    item.textContent = text;
    return item;
  };
  const go = async (path: string): Promise<void> => {
    let found: Found;
    try {
      found = await data<Found>("/settings/folders", { method: "POST", body: new URLSearchParams({ at: path }) });
    } catch (error) {
      if (error instanceof LockedError) location.replace("/locked");
      else if (error instanceof ProblemError) say(error.happened);
      else throw error;
      return;
    }
    at = found.at === "/" ? "" : found.at;
    title.textContent = found.shown;
    const items = found.up ? [button(says.up, "up", () => void go(found.up))] : [];
    for (const name of found.folders) items.push(button(name, "folder", () => void go(`${at}/${name}`)));
    if (wants !== "folders") for (const name of found.files) items.push(button(name, "file", () => choose(`${at}/${name}`)));
    if (!found.folders.length && (wants === "folders" || !found.files.length)) items.push(note(says.none));
    if (found.more) items.push(note(says.more));
    list.replaceChildren(...items);
    list.scrollTop = 0;
    if (!box.open) box.showModal();
    title.focus();
  };
  element.querySelector("[data-open]")!.addEventListener("click", () => void go(field.value));
  element.querySelector("[data-close]")!.addEventListener("click", () => box.close());
  use.addEventListener("click", () => {
    // A folder that is to be made keeps the name that she gave it.
    const named = wants === "folders" && element.dataset["new"] !== undefined ? field.value.split("/").pop() : "";
    choose(named ? `${at}/${named}` : at || "/");
  });
  return () => box.close();
}

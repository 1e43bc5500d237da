// What she writes into the boxes of a form is an unfinished page in the vault until the form is taken: a lock, a crash
// or another page takes no word of it. Where the form names its draft, as a box whose words go on being a page does, it
// stays one.
import { Keeper, type Says, type Sheet, type Shown } from "../keeper";
import type { Leave } from "../modules";

const SENT = "unfinished"; // the server lets go of the draft of this name when it took the form

/** The form that was here last: another with its draft is the same boxes again, as she left them. */
let left: { id: string; seen: number; values: string[]; at: number; caret: number } | null = null;

export function start(form: HTMLElement): Leave {
  const says = JSON.parse(form.dataset["says"] ?? "{}") as Says;
  const boxes = [...form.querySelectorAll<HTMLTextAreaElement>("textarea")];
  const status = form.querySelector<HTMLElement>("[data-status]")!;
  const text = (): string => boxes.map((box) => box.value.trim()).filter(Boolean).join("\n\n");
  const sheet = (): Sheet => ({ text: text(), title: "", journal: "", tags: [], starred: false, about: "", zone: "", undo: "" });
  const show = (words: string, wrong: boolean): void => {
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("wrong", wrong);
  };
  const shown: Shown = {
    kept: (words) => show(text() ? words : "", false),
    pending: () => show("", false),
    failing: (words) => show(words, true),
    note: () => undefined,
    foot: () => undefined,
  };
  const named = form.querySelector<HTMLInputElement>("input[name=draft]");
  const field = named ?? Object.assign(document.createElement("input"), { type: "hidden", name: SENT });
  if (!named) {
    field.value = crypto.randomUUID().replaceAll("-", "");
    form.append(field);
  }
  const begun = field.value;
  const fields = [...document.querySelectorAll<HTMLInputElement>("input[name=draft], input[name=unfinished]")].filter((one) => one.value === begun);
  const last = left?.id === begun ? left : null; // perhaps with more than the server knew of
  last?.values.forEach((value, at) => (boxes[at]!.value = value));
  const box = last && boxes[last.at];
  if (box) {
    box.focus({ preventScroll: true });
    box.setSelectionRange(last.caret, last.caret);
  }
  const keeper = new Keeper(begun, last?.seen ?? Number(form.dataset["seen"] ?? 0), { entry: "", base: "" }, false, sheet, shown, says);

  let isBegun = (last?.seen ?? Number(form.dataset["seen"] ?? 0)) > 0;
  const changed = (): void => {
    isBegun ||= text() !== "";
    if (isBegun) keeper.changed(); // spaces alone are no page
  };
  const seen = (): void => {
    if (document.visibilityState === "hidden") keeper.last();
    else keeper.again();
  };
  const going = (event: BeforeUnloadEvent): void => {
    const canGo = keeper.canGo;
    keeper.last();
    if (!canGo) event.preventDefault();
  };
  const online = (): void => keeper.again();
  form.addEventListener("input", changed);
  document.addEventListener("visibilitychange", seen);
  addEventListener("online", online);
  addEventListener("beforeunload", going);
  if (!last && boxes.some((box) => box.value !== box.defaultValue)) changed(); // she began before this was there
  const leave: Leave = () => {
    const at = boxes.findIndex((box) => box === document.activeElement);
    left = { id: keeper.id, seen: keeper.seen, values: boxes.map((box) => box.value), at, caret: boxes[at]?.selectionEnd ?? 0 };
    keeper.end();
    document.removeEventListener("visibilitychange", seen);
    removeEventListener("online", online);
    removeEventListener("beforeunload", going);
  };
  leave.keep = async () => {
    await keeper.flush();
    for (const one of fields) one.value = keeper.id; // another id where two wrote under one
  };
  return leave;
}

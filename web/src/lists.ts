// What Return does in a list or a quotation: it goes on, and on an empty item it ends.
export interface Continued {
  /** How many characters before the caret go. */
  remove: number;
  insert: string;
}

const ITEM = /^(\s*(?:>\s?)*)(?:([-*+])(\s+)|(\d{1,9})([.)])(\s+))(\[[ xX]\]\s+)?/;
const QUOTE = /^(\s*(?:>\s?)+)/;

/** What Return does after `before`, the part of a line in front of the caret; null where it is a plain Return. */
export function continued(before: string, after: string): Continued | null {
  const item = ITEM.exec(before);
  if (item) {
    const [all, lead = "", bullet, gap, number, stop, space, task] = item;
    if (all.length === before.length && !after.trim()) return { remove: before.length - lead.length, insert: "" };
    const mark = bullet ? bullet + gap : `${Number(number) + 1}${stop}${space}`;
    return { remove: 0, insert: `\n${lead}${mark}${task ? "[ ] " : ""}` };
  }
  const quote = QUOTE.exec(before);
  if (!quote) return null;
  if (quote[0].length === before.length && !after.trim()) return { remove: before.length, insert: "" };
  return { remove: 0, insert: `\n${quote[1]!.trimEnd()} ` };
}

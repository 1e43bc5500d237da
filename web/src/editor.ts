// The editor on machines with a keyboard: plain Markdown, styled as it is typed, in a scroller of its own.
import { history, historyField, historyKeymap, standardKeymap } from "@codemirror/commands";
import { defineLanguageFacet, HighlightStyle, Language, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { EditorSelection, EditorState, RangeSetBuilder, Transaction, type ChangeSpec, type Extension } from "@codemirror/state";
import { Decoration, EditorView, highlightActiveLine, keymap, placeholder, ViewPlugin, type DecorationSet } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { parser, Strikethrough, TaskList } from "@lezer/markdown";
import { nonce } from "./asking";
import { continued } from "./lists";

const markdown = new Language(defineLanguageFacet(), parser.configure([Strikethrough, TaskList]), [], "markdown");
const look = HighlightStyle.define([
  { tag: tags.heading1, class: "md-heading md-heading-1" },
  { tag: tags.heading2, class: "md-heading md-heading-2" },
  { tag: tags.heading, class: "md-heading" },
  { tag: tags.emphasis, class: "md-emphasis" },
  { tag: tags.strong, class: "md-strong" },
  { tag: tags.strikethrough, class: "md-struck" },
  { tag: [tags.processingInstruction, tags.contentSeparator], class: "md-mark" },
  { tag: tags.atom, class: "md-task" },
  { tag: tags.quote, class: "md-quote" },
  { tag: [tags.link, tags.url], class: "md-link" },
  { tag: tags.monospace, class: "md-code" },
]);
const kept = { history: historyField };
const STEPS_MIN = 500;
const UNDO_CHARACTERS = 400_000;

export interface Editor {
  text(): string;
  undo(): string;
  insert(text: string): void;
  focus(): void;
  end(): void;
}
export interface Wishes {
  label: string;
  prompt: string;
  undo: string;
  spelling: boolean;
  typewriter: boolean;
  changed(): void;
}

/** Puts an editor in the place of a textarea. */
export function editor(area: HTMLTextAreaElement, wishes: Wishes): Editor {
  const extensions: Extension[] = [
    // The caret is the browser's own: one that blinks as an animation keeps a screen drawing while nobody does anything.
    EditorView.cspNonce.of(nonce),
    history({ minDepth: STEPS_MIN }),
    EditorView.lineWrapping,
    EditorView.perLineTextDirection.of(true),
    directions,
    highlightActiveLine(),
    markdown,
    syntaxHighlighting(look),
    placeholder(wishes.prompt),
    EditorView.contentAttributes.of({
      "aria-label": wishes.label,
      spellcheck: String(wishes.spelling),
      autocorrect: wishes.spelling ? "on" : "off",
      autocapitalize: "sentences",
      dir: "auto",
    }),
    keymap.of([
      {
        key: "Escape",
        run: (view) => {
          view.contentDOM.blur();
          return true;
        },
      },
      { key: "Enter", run: goOn },
      { key: "Mod-b", run: (view) => wrapped(view, "**") },
      { key: "Mod-i", run: (view) => wrapped(view, "*") },
      ...standardKeymap,
      ...historyKeymap,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) wishes.changed();
    }),
    EditorView.domEventHandlers({ paste: (event, view) => pasted(event, view) }),
  ];
  if (wishes.typewriter) {
    extensions.push(
      EditorState.transactionExtender.of((transaction) =>
        transaction.docChanged || transaction.selection
          ? { effects: EditorView.scrollIntoView(transaction.newSelection.main.head, { y: "center" }) }
          : null,
      ),
    );
  }
  const view = new EditorView({ state: begun(area, wishes.undo, extensions) });
  area.before(view.dom);
  area.hidden = true;
  return {
    text: () => view.state.doc.toString(),
    undo: () => steps(view.state),
    insert: (text) => view.dispatch(view.state.replaceSelection(text)),
    focus: () => view.focus(),
    end: () => view.destroy(),
  };
}

const byItself = Decoration.line({ attributes: { dir: "auto" } });

/** Each line runs the way its own letters do. */
const directions = ViewPlugin.define(
  (view) => ({
    lines: directed(view),
    update(update) {
      if (update.docChanged || update.viewportChanged) this.lines = directed(update.view);
    },
  }),
  { decorations: (plugin: { lines: DecorationSet }) => plugin.lines },
);

function directed(view: EditorView): DecorationSet {
  const lines = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges)
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      lines.add(line.from, line.from, byItself);
      at = line.to + 1;
    }
  return lines.finish();
}

interface Steps {
  done: unknown[];
  undone: unknown[];
}

/** What takes back the steps to these words, as many of the last as have room. */
function steps(state: EditorState): string {
  const history = (state.toJSON(kept) as { history: Steps }).history;
  for (;;) {
    const text = JSON.stringify({ length: state.doc.length, history });
    if (text.length < UNDO_CHARACTERS) return text;
    if (history.undone.length) history.undone = [];
    else if (history.done.length > 1) history.done = history.done.slice(Math.ceil(history.done.length / 2));
    else return "";
  }
}

/** With the steps of an earlier visit, where they fit the text. */
function begun(area: HTMLTextAreaElement, undo: string, extensions: Extension[]): EditorState {
  const doc = area.value;
  const head = doc === area.defaultValue ? doc.length : area.selectionStart;
  if (undo && doc === area.defaultValue) {
    try {
      const { length, history } = JSON.parse(undo) as { length: number; history: Steps };
      const selection = { ranges: [{ anchor: head, head }], main: 0 };
      const state = EditorState.fromJSON({ doc, selection, history }, { extensions }, kept);
      if (length === state.doc.length) return state;
    } catch {
      /* Of another version of the editor: the words are there, only the steps are not. */
    }
  }
  return EditorState.create({ doc, selection: { anchor: head }, extensions });
}

/** Return in a list or a quotation. */
function goOn(view: EditorView): boolean {
  const { state } = view;
  const { main } = state.selection;
  if (!main.empty || state.selection.ranges.length > 1 || isCode(state, main.head)) return false;
  const line = state.doc.lineAt(main.head);
  const next = continued(line.text.slice(0, main.head - line.from), line.text.slice(main.head - line.from));
  if (!next) return false;
  const changes: ChangeSpec = { from: main.head - next.remove, to: main.head, insert: next.insert };
  const anchor = main.head - next.remove + next.insert.length;
  view.dispatch({ changes, selection: { anchor }, scrollIntoView: true, userEvent: "input" });
  return true;
}

function isCode(state: EditorState, at: number): boolean {
  for (let node: { name: string; parent: unknown } | null = syntaxTree(state).resolveInner(at, -1); node; node = node.parent as typeof node) {
    if (node.name === "FencedCode" || node.name === "CodeBlock") return true;
  }
  return false;
}

/** How many stars stand before (-1) or after (1) a place. */
function starsAt(state: EditorState, at: number, way: -1 | 1): number {
  const text = way < 0 ? state.sliceDoc(Math.max(0, at - 3), at) : state.sliceDoc(at, at + 3);
  return (way < 0 ? /\**$/ : /^\**/).exec(text)![0].length;
}

/** Puts marks round what is selected, or takes them away; with nothing selected the caret stands between them. */
function wrapped(view: EditorView, mark: string): boolean {
  const { state } = view;
  view.dispatch(
    state.changeByRange((range) => {
      const [from, to] = [range.from - mark.length, range.to + mark.length];
      const stars = Math.min(starsAt(state, range.from, -1), starsAt(state, range.to, 1)); // * is no half of **
      if (mark.length === 1 ? stars % 2 === 1 : stars >= 2) {
        const changes = [
          { from, to: range.from },
          { from: range.to, to },
        ];
        return { changes, range: EditorSelection.range(range.anchor - mark.length, range.head - mark.length) };
      }
      const changes = [
        { from: range.from, insert: mark },
        { from: range.to, insert: mark },
      ];
      return { changes, range: EditorSelection.range(range.anchor + mark.length, range.head + mark.length) };
    }),
    { userEvent: "input" },
  );
  return true;
}

let shifted = false; // Ctrl+Shift+V takes the plain text
addEventListener("keydown", (event) => (shifted = event.shiftKey), true);

/** Something formatted was pasted: it becomes Markdown. */
function pasted(event: ClipboardEvent, view: EditorView): boolean {
  const html = shifted ? "" : (event.clipboardData?.getData("text/html") ?? "");
  const plain = event.clipboardData?.getData("text/plain") ?? "";
  if (!html.trim() || html.length > PASTED_HTML_MAX) return false;
  event.preventDefault();
  const put = (text: string): void =>
    view.dispatch(view.state.replaceSelection(view.state.toText(text)), {
      scrollIntoView: true,
      annotations: Transaction.userEvent.of("input.paste"),
    });
  void import("./pasting").then(
    ({ markdownOf }) => put(markdownOf(html) ?? plain),
    () => put(plain),
  );
  return true;
}
const PASTED_HTML_MAX = 2_000_000; // beyond it the plain text is taken: it would stop the page for seconds

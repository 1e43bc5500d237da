// The editor on machines with a keyboard: plain Markdown, styled as it is typed, in a scroller of its own.
import { defaultKeymap, history, historyField, historyKeymap } from "@codemirror/commands";
import { defineLanguageFacet, HighlightStyle, Language, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { GFM, parser } from "@lezer/markdown";
import { nonce } from "./asking";

const markdown = new Language(defineLanguageFacet(), parser.configure(GFM), [], "markdown");
const look = HighlightStyle.define([
  { tag: tags.heading, class: "md-heading" },
  { tag: tags.emphasis, class: "md-emphasis" },
  { tag: tags.strong, class: "md-strong" },
  { tag: tags.strikethrough, class: "md-struck" },
  { tag: tags.processingInstruction, class: "md-mark" },
  { tag: tags.quote, class: "md-quote" },
  { tag: [tags.link, tags.url], class: "md-link" },
  { tag: tags.monospace, class: "md-code" },
]);
const kept = { history: historyField };
const UNDO_CHARACTERS = 400_000;

export interface Editor {
  text(): string;
  undo(): string;
  insert(text: string): void;
  focus(): void;
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
    EditorView.cspNonce.of(nonce),
    history(),
    drawSelection(),
    EditorView.lineWrapping,
    EditorView.perLineTextDirection.of(true),
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
      ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter"),
      ...historyKeymap,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) wishes.changed();
    }),
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
  const view = new EditorView({ state: begun(area.value, wishes.undo, extensions) });
  area.before(view.dom);
  area.hidden = true;
  return {
    text: () => view.state.doc.toString(),
    undo: () => {
      const steps = JSON.stringify((view.state.toJSON(kept) as { history: unknown }).history);
      return steps.length < UNDO_CHARACTERS ? steps : "";
    },
    insert: (text) => view.dispatch(view.state.replaceSelection(text)),
    focus: () => view.focus(),
  };
}

/** With the steps of an earlier visit, where they fit the text. */
function begun(doc: string, undo: string, extensions: Extension[]): EditorState {
  const end = { anchor: doc.length };
  if (undo) {
    try {
      const json = { doc, selection: { ranges: [{ anchor: doc.length, head: doc.length }], main: 0 }, history: JSON.parse(undo) };
      return EditorState.fromJSON(json, { extensions }, kept);
    } catch {
      /* Of another version of the editor, or of another text: the words are there, only the steps are not. */
    }
  }
  return EditorState.create({ doc, selection: end, extensions });
}

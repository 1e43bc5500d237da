"""The built-in editor: a blank page in the terminal, kept at every pause."""

import asyncio
import itertools
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.formatted_text.utils import fragment_list_to_text
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import get_cwidth

SAVE = "save"
KEEP = "keep"
DISCARD = "discard"
PAUSE_S = 0.8
_WORD = re.compile(r"\s*\S+\s*|\s+")
LONGEST_UNSAVED_S = 5.0
COLUMN = 76
SIGNALS = ("SIGTERM", "SIGHUP")

_HELP = "  ctrl-d save and close · ctrl-q leave it for later · ctrl-z undo · kept at every pause"
_STYLE = Style.from_dict({"head": "#8a6d1f", "foot": "#888888", "warn": "bold"})


class Written(NamedTuple):
    """How the page was left: SAVE, KEEP as a draft, or DISCARD because nothing was on it."""

    text: str
    ending: str


class WordWrap(Processor):
    """Lines break between words: where a word would not fit, spaces that are only shown fill the row before it."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """One line of the text as it is shown, and where each of its characters went."""
        fragments = explode_text_fragments(transformation_input.fragments)
        breaks = _breaks(fragment_list_to_text(fragments), transformation_input.width)
        if not breaks:
            return Transformation(fragments)
        shown: StyleAndTextTuples = []
        for i, fragment in enumerate(fragments):
            shown += [("", " ")] * breaks.get(i, 0)
            shown.append(fragment)
        offsets = sorted(breaks.items())

        def source_to_display(i: int) -> int:
            return i + sum(filled for at, filled in offsets if at <= i)

        def display_to_source(i: int) -> int:
            for at, filled in reversed(offsets):
                begins = source_to_display(at)
                if i >= begins - filled:
                    return max(at, i - (begins - at))
            return i

        return Transformation(shown, source_to_display, display_to_source)


def _rows(text: str, width: int) -> list[int]:
    """Where each row of a line begins when its words are kept whole; the last column is left to the space between."""
    rows = [0]
    column = 0
    for word in _WORD.finditer(text):
        wide = sum(map(get_cwidth, word[0].rstrip()))
        if column > 0 and column + wide >= width > wide:
            rows.append(word.start())
            column = 0
        for at, character in enumerate(word[0], start=word.start()):
            size = get_cwidth(character)
            if column + size > width:
                rows.append(at)
                column = 0
            column += size
    return rows


def _breaks(text: str, width: int) -> dict[int, int]:
    """Before which characters a row ends early, and how many columns of it stay empty."""
    rows = _rows(text, width)
    ends = {end: width - sum(map(get_cwidth, text[start:end])) for start, end in itertools.pairwise(rows)}
    return {end: empty for end, empty in ends.items() if empty > 1 or (empty and get_cwidth(text[end]) == 1)}


def _moved(text: str, at: int, width: int, step: int) -> int:
    """The offset one row up (-1) or down (1) from `at`, in the same column as far as the row goes."""
    begins = [start + row for start, line in _lines(text) for row in _rows(line, width)]
    ends = [*(end - 1 for end in begins[1:]), len(text)]
    here = max(i for i, start in enumerate(begins) if start <= at)
    there = here + step
    if not 0 <= there < len(begins):
        return at
    return min(begins[there] + at - begins[here], ends[there])


def _lines(text: str) -> list[tuple[int, str]]:
    lines = []
    start = 0
    for line in text.split("\n"):
        lines.append((start, line))
        start += len(line) + 1
    return lines


class Page:
    """A page to write on.

    `keep(text)` is called at every pause and must be durable; what it raises is shown, and the text stays on the page.
    """

    def __init__(
        self,
        text: str,
        head: str,
        keep: Callable[[str], None],
        *,
        input: Input | None = None,  # noqa: A002 - as prompt_toolkit calls it
        output: Output | None = None,
    ) -> None:
        self._keep = keep
        self._kept = text
        self._changed_at = 0.0
        self._first_change_at = 0.0
        self._foot = _HELP
        self._buffer = Buffer(multiline=True, on_text_changed=self._changed)
        self._buffer.text = text
        self._buffer.cursor_position = len(text)
        self._ending = KEEP
        self._app: Application[None] = Application(
            layout=self._layout(head),
            key_bindings=self._keys(),
            editing_mode=EditingMode.EMACS,
            style=_STYLE,
            full_screen=True,
            input=input,
            output=output,
            enable_page_navigation_bindings=True,
        )

    def write(self) -> Written:
        """Shows the page until it is left; also when the terminal goes away, what is on it is kept first."""
        with self._signals():
            self._app.run(pre_run=self._begin_watch)
        text = self._buffer.text
        if not text.strip():
            return Written(text, DISCARD)
        if self._ending == KEEP:
            self._keep_now()
        return Written(text, self._ending)

    def _layout(self, head: str) -> Layout:
        self._body = body = Window(
            BufferControl(self._buffer, input_processors=[WordWrap()]),
            wrap_lines=True,
            width=Dimension(preferred=COLUMN, max=COLUMN),
        )
        side = Window(width=Dimension(weight=1))
        top = Window(FormattedTextControl([("class:head", f"  {head}")]), height=2)
        foot = Window(FormattedTextControl(lambda: [("class:foot", self._foot)]), height=1)
        roomy = Condition(lambda: self._app.output.get_size().rows > 5)  # noqa: PLR2004 - head, foot, three lines
        return Layout(
            HSplit(
                [
                    ConditionalContainer(top, roomy),
                    VSplit([side, body, side]),
                    ConditionalContainer(foot, roomy),
                ]
            ),
            focused_element=body,
        )

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("c-s")
        def _(_event: KeyPressEvent) -> None:
            self._keep_now()

        @keys.add("c-d")
        @keys.add("c-x", "c-s")
        def _(_event: KeyPressEvent) -> None:
            self._leave(SAVE)

        @keys.add("c-q")
        @keys.add("c-c")
        def _(_event: KeyPressEvent) -> None:
            self._leave(KEEP)

        @keys.add("up")
        def _(event: KeyPressEvent) -> None:
            self._move(event.current_buffer, -1)

        @keys.add("down")
        def _(event: KeyPressEvent) -> None:
            self._move(event.current_buffer, 1)

        @keys.add("c-z")
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.undo()

        @keys.add("c-y")
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.redo()

        return keys

    def _move(self, buffer: Buffer, step: int) -> None:
        info = self._body.render_info
        width = info.window_width if info else COLUMN
        buffer.cursor_position = _moved(buffer.text, buffer.cursor_position, width, step)

    def _leave(self, ending: str) -> None:
        self._ending = ending
        self._app.exit()

    def _changed(self, _buffer: Buffer) -> None:
        now = time.monotonic()
        if not self._changed_at:
            self._first_change_at = now
        self._changed_at = now

    def _begin_watch(self) -> None:
        self._app.create_background_task(self._watch())

    async def _watch(self) -> None:
        """Keeps the text when the fingers rest, and every few seconds when they do not."""
        while True:
            await asyncio.sleep(PAUSE_S / 4)
            now = time.monotonic()
            if self._changed_at and (
                now - self._changed_at > PAUSE_S or now - self._first_change_at > LONGEST_UNSAVED_S
            ):
                self._keep_now()

    def _keep_now(self) -> None:
        text = self._buffer.text
        self._changed_at = 0.0
        if text == self._kept or not text.strip():
            return
        try:
            self._keep(text)
        except Exception as error:  # noqa: BLE001 - whatever it is, the words must stay on the page
            happened = getattr(error, "happened", type(error).__name__)
            self._foot = f"  NOT KEPT: {happened}. Your words are on this page; ctrl-s tries again.  "
            self._changed_at = time.monotonic()
            self._first_change_at = self._changed_at
            self._app.invalidate()
            return
        self._kept = text
        self._foot = _HELP
        self._app.invalidate()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """When the terminal goes away or the system asks to end, the text is kept first."""

        def end(_number: int, _frame: object) -> None:
            self._keep_now()
            with suppress(Exception):
                self._app.exit()

        before = {name: signal.signal(getattr(signal, name), end) for name in SIGNALS if hasattr(signal, name)}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(getattr(signal, name), handler)

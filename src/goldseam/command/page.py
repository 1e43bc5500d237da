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

from goldseam.command.refused import refused_problem
from goldseam.words.problem import Problem

SAVE = "save"
KEEP = "keep"
DISCARD = "discard"
LOCKED = "locked"
LOST = "lost"
PAUSE_S = 0.8
LOOK_EVERY_S = 0.5
_WORD = re.compile(r"\s*\S+\s*|\s+")
LONGEST_UNSAVED_S = 5.0
COLUMN = 76
SIGNALS = ("SIGTERM", "SIGHUP")

_HELP = "  ctrl-d save · ctrl-q leave it for later · ctrl-z undo · kept at every pause"
_AGAIN_LEAVES = ", ctrl-q again leaves without what is not kept"
_STYLE = Style.from_dict({"head": "#8a6d1f", "foot": "#888888", "warn": "bold"})


class Written(NamedTuple):
    """How the page was left.

    Attributes:
        text: what was on it.
        ending: SAVE, KEEP for later, DISCARD because nothing was on it, LOCKED because the vault was (what was on it is
            kept), or LOST: she left, or the system ended it, when its last words could not be kept.
        told: what `finish` said, or how it was kept at the end; empty where nothing had to be kept any more.
    """

    text: str
    ending: str
    told: str = ""


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

    Args:
        text: what is on it at first.
        head: shown above it.
        keep: called at every pause; must be durable, and says how it was kept.
        finish: called when it is to be saved; must be durable, and says what it saved.
        is_locked: asked twice a second whether the vault was locked meanwhile: then what is on the page is kept,
            and it closes.
        unkept: the first text is nowhere else yet.

    What `keep` and `finish` raise is shown, and the words stay on the page: it never closes over words that are not
    kept, unless she says so twice or the system ends it, and then it says that they are lost.
    """

    def __init__(
        self,
        text: str,
        head: str,
        keep: Callable[[str], str],
        finish: Callable[[str], str],
        *,
        is_locked: Callable[[], bool] = lambda: False,
        unkept: bool = False,
        input: Input | None = None,  # noqa: A002 - as prompt_toolkit calls it
        output: Output | None = None,
    ) -> None:
        self._keep = keep
        self._finish = finish
        self._is_locked = is_locked
        self._kept = None if unkept else text
        self._told = ""
        self._changed_at = 0.0
        self._first_change_at = 0.0
        self._look_at = 0.0
        self._foot = _HELP
        self._warned = False
        self._asked_to_leave = False
        self._hidden = False
        self._buffer = Buffer(multiline=True, on_text_changed=self._changed, read_only=Condition(lambda: self._hidden))
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
        return Written(self._buffer.text, self._ending, self._told)

    def _layout(self, head: str) -> Layout:
        self._body = body = Window(
            BufferControl(self._buffer, input_processors=[WordWrap()]),
            wrap_lines=True,
            width=Dimension(preferred=COLUMN, max=COLUMN),
        )
        side = Window(width=Dimension(weight=1))
        top = Window(FormattedTextControl([("class:head", f"  {head}")]), height=2)
        foot = Window(
            FormattedTextControl(lambda: [("class:warn" if self._warned else "class:foot", self._foot)]),
            height=Dimension(min=1, max=3),
            wrap_lines=True,
            dont_extend_height=True,
        )
        roomy = Condition(lambda: self._app.output.get_size().rows > 5)  # noqa: PLR2004 - head, foot, three lines
        shown = Condition(lambda: not self._hidden)
        return Layout(
            HSplit(
                [
                    ConditionalContainer(top, roomy & shown),
                    ConditionalContainer(VSplit([side, body, side]), shown),
                    ConditionalContainer(Window(), ~shown),
                    ConditionalContainer(foot, roomy | Condition(lambda: self._warned)),
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
        if not self._buffer.text.strip():
            self._close(DISCARD)
        elif ending == SAVE:
            self._save()
        elif self._keep_now():
            self._close(KEEP)
        elif self._asked_to_leave:
            self._close(LOST)
        else:
            self._asked_to_leave = True
            self._foot = f"{self._foot.rstrip()}{_AGAIN_LEAVES}  "

    def _save(self) -> None:
        self._see_lock()
        if self._hidden:
            return
        try:
            self._told = self._finish(self._buffer.text)
        except Exception as error:  # noqa: BLE001 - whatever it is, the words must stay on the page
            self._warn("NOT SAVED", error, "ctrl-d")
            return
        self._close(SAVE)

    def _close(self, ending: str) -> None:
        self._ending = ending
        with suppress(Exception):  # it was closed a moment ago
            self._app.exit()

    def _changed(self, _buffer: Buffer) -> None:
        now = time.monotonic()
        self._asked_to_leave = False
        if not self._changed_at:
            self._first_change_at = now
        self._changed_at = now

    def _begin_watch(self) -> None:
        self._app.create_background_task(self._watch())

    async def _watch(self) -> None:
        """Keeps the text when the fingers rest, and every few seconds when they do not; and sees when it is locked."""
        while True:
            await asyncio.sleep(PAUSE_S / 4)
            now = time.monotonic()
            if now >= self._look_at:
                self._look_at = now + LOOK_EVERY_S
                self._see_lock()
            if self._changed_at and (
                now - self._changed_at > PAUSE_S or now - self._first_change_at > LONGEST_UNSAVED_S
            ):
                self._keep_now()

    def _see_lock(self) -> None:
        """Nothing is shown from then on; what cannot be kept is not thrown away for that, and is tried again."""
        if not self._hidden and not self._is_locked():
            return
        self._hidden = True
        self._app.invalidate()
        if self._keep_now():
            self._close(LOCKED)

    def _keep_now(self) -> bool:
        """Whether everything that is on the page is kept somewhere."""
        text = self._buffer.text
        self._changed_at = 0.0
        if text == self._kept or not text.strip():
            return True
        try:
            self._told = self._keep(text)
        except Exception as error:  # noqa: BLE001 - whatever it is, the words must stay on the page
            self._warn("NOT KEPT", error, "ctrl-s")
            self._changed_at = time.monotonic()
            self._first_change_at = self._changed_at
            return False
        self._kept = text
        self._warned = self._asked_to_leave = False
        self._foot = _HELP
        self._app.invalidate()
        return True

    def _warn(self, what: str, error: Exception, key: str) -> None:
        if isinstance(error, OSError):
            error = refused_problem(error)
        happened = error.happened if isinstance(error, Problem) else f"a mistake of ours ({type(error).__name__})"
        where = "The vault is locked, and your words are" if self._hidden else "Your words are on this page"
        self._foot = (
            f"  {what}: {happened}. {where}; {key} tries again{_AGAIN_LEAVES if self._asked_to_leave else ''}  "
        )
        self._warned = True
        self._app.invalidate()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """When the terminal goes away or the system asks to end, the text is kept first."""

        def end(_number: int, _frame: object) -> None:
            self._close(KEEP if self._keep_now() else LOST)

        before = {name: signal.signal(getattr(signal, name), end) for name in SIGNALS if hasattr(signal, name)}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(getattr(signal, name), handler)

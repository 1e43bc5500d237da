"""A walk through every page there is, for whoever looks at all of them: pictures, accessibility, language.

Where an address needs no more than itself it is taken from `goldseam.page.routes`, so that a new page is on the walk as
soon as it is there. What is reached by doing something stands in `SCENES`.
"""

import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageDraw, ImageFilter

from goldseam.desk.clock import now_ms
from goldseam.exchange.demo import take_in_demo
from goldseam.keep.vault import Vault
from goldseam.lookback.choosing import begin
from goldseam.page.routes import ROUTES
from goldseam.read.circle import Circle
from goldseam.read.judgements import Judgements
from goldseam.read.layout import details_object
from goldseam.read.readings import Readings
from goldseam.read.registry import Registry
from goldseam.words.entry import Content
from goldseam.words.finding import TYPES, Commitment, Mention, Speech, Time
from goldseam.write.attachments import Attachments
from goldseam.write.contents import new_content
from goldseam.write.drafts import Draft, Drafts
from goldseam.write.entries import Entries
from tests.page.serving import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

ZONE = "Europe/Lisbon"
PHOTOS, DISPUTED, TRASHED, STARRED, BEGUN, TOLD, RESTING, CHOSEN = (digit * 32 for digit in "12345678")
# Addresses that name something, and what they name in the vault of `furnish`.
NAMED = {
    "/entry/{entry}": f"/entry/{PHOTOS}",
    "/entry/{entry}/history": f"/entry/{DISPUTED}/history",
    "/entry/{entry}/alike": f"/entry/{DISPUTED}/alike",
    "/entry/{entry}/change": f"/entry/{STARRED}/change",
    "/entry/{entry}/mark": f"/entry/{PHOTOS}/mark",
    "/before/from/{entry}": f"/before/from/{CHOSEN}",
    "/write/{draft}": f"/write/{BEGUN}",
    "/calendar/{year}": "/calendar/2025",
    "/calendar/month/{month}": "/calendar/month/2025-03",
    "/lived/{days}": "/lived/2018-03",
    "/day/{day}": "/day/2019-10-05",
    "/files/others/{number}": "/files/others/0",
    "/settings/import/report/{number}": "/settings/import/report/1",  # leads back while nothing was imported
}
# No pages: parts of one, or bytes, of something that is named.
PARTS = {
    "/s/{name}",
    "/timeline/{month}/{number}",
    "/timeline/at/{day}",
    "/files/photos/{month}/{number}",
    "/thumbnail/{blob}",
    "/entry/{entry}/file/{blob}",
}
# Its name is made with a key of the vault, so it is reached from the page that lists it: a scene.
REACHED = {
    "/tags/{label}",
    "/people/{person}",
    "/people/{person}/named",
    "/people/{person}/said",
    "/people/{person}/promised",
    "/people/{person}/dated",
    "/people/{person}/merge",
    "/people/{person}/chapters/{chapter}",
    "/threads/{thread}",
    "/threads/{thread}/chapters/{chapter}",
    "/rests/{rest}",
    "/to-come/one/{commitment}",
    "/letters/{letter}",
    "/before/{before}",
    "/before/{before}/more",
    "/before/{before}/time/{entry}",
    "/decisions/{decision}",
    "/decisions/{decision}/why",
    "/decisions/{decision}/review",
    "/entry/{entry}/finding/{finding}/decide",
    "/entry/{entry}/finding/{finding}",
}
# Pages that only show themselves before there is a vault, or while it is locked: scenes of their own.
BARE = {"/", "/enter", "/begin", "/begin/paper", "/locked", "/sealed", "/closed"}
FOREIGN = (
    ("كتبت اليوم عن البحر، وعن جدتي التي كانت تحكي لنا قصصا قبل النوم.", "يوم طويل"),
    ("היום הלכתי לאורך הים, והרוח הייתה חזקה מאוד.", ""),
    ("今日は朝から雨が降っていました。窓のそばで本を読みながら、祖母の話を思い出しました。", "雨の日"),
    ("今天下雨，我在窗边读书，想起了祖母讲的故事。", ""),
    ("ṯ̵̡̛͇͈̈́͌h̷̨̺͎͌͒͘e̸̢̛͖͇͛̕ ̶̧̟͕̇̾͝w̷̡̛͉͔̓͝a̵̡̛͚͕͐̕l̶̢̛͎̬̇͝l̷̢̛͚̣͌͠ ̸̧̛͙̲͆͠m̶̢̛͖̪̈́͘ȯ̷̡̤͚͛v̷̢̛͈̙̍͘e̵̡̛̺͚͌͠d̵̨̛̗͎͌̚", ""),
    ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3, "W" * 120),
)


class Stop(NamedTuple):
    """One page, in one state.

    Attributes:
        name: of it, as a file may be called.
        arrive: brings a tab there that was let in.
    """

    name: str
    arrive: "Callable[[Page, Served], object]"


def furnish(vault: Vault) -> None:
    """The demo diary, and beside it what makes every page show everything it can."""
    now = now_ms()
    take_in_demo(vault, now_ms=now, zone=ZONE)
    begin(vault, now_ms=now)
    entries = Entries(vault)
    text = (
        "We left before it was light. **The ferry was late**, and then the whole bay turned to copper.\n\n"
        "> You always bring too many coats, she said, and then wore two of mine.\n\n"
        "- [x] tickets\n- [ ] send Bea the one with the gulls\n"
    )
    written = partial(new_content, now_ms=now, zone=ZONE)
    entries.add(
        written(text, day="2021-05-08", title="Copper", tags=("sea", "bea"), journal="Walks", starred=True),
        now_ms=now,
        entry_id=PHOTOS,
    )
    files = Attachments(vault)
    for number, name in enumerate(("ferry.jpg", "bay.jpg", "gulls.jpg")):
        files.add(PHOTOS, io.BytesIO(picture(number)), name, now_ms=now)
    files.add(PHOTOS, io.BytesIO(b"tickets and times\n" * 300), "tickets.txt", now_ms=now)
    disputed = entries.add(written("We swam twice and slept late.", day="2021-06-12"), now_ms=now, entry_id=DISPUTED)
    for changed in ("We swam three times and slept late.", "We swam once, and slept late."):
        content = disputed.content._replace(text=changed)
        entries.revise(DISPUTED, content, now_ms=now, base=disputed.heads)
    entries.add(written("A shopping list, by mistake.", day="2021-06-13"), now_ms=now, entry_id=TRASHED)
    entries.trash(TRASHED, now_ms=now)
    entries.add(
        written("First frost. The beans are done for.", day="2019-10-05", starred=True, tags=("garden",)),
        now_ms=now,
        entry_id=STARRED,
    )
    said = "Yesterday Lena was furious. Tom said that it was late. I slept badly, and I felt so sad on Sunday."
    told = entries.add(written(said, day="2018-03-07"), now_ms=now, entry_id=TOLD)
    registry = Registry(vault)
    judgements = Judgements(vault, Readings(vault, registry))
    for name in ("Lena", "Tom"):
        start = said.index(name)
        mention = Mention("person", "name", registry.add(name, now_ms=now).id)
        spans = [[start, start + len(name)]]
        judgements.add(told, {"type": "mention", "spans": spans, **details_object(mention)}, now_ms=now)
    start = said.index("Sunday")
    sunday = Time("date", "2018-03-04", first="2018-03-04", end="2018-03-05", anchor="entry")
    spans = [[start, start + len("Sunday")]]
    judgements.add(told, {"type": "time", "spans": spans, **details_object(sunday)}, now_ms=now)
    _of_lena(entries, judgements, registry.circle(), written)
    coming = entries.add(written("Duarte will bring the ladder. We sail in June. I shall learn to swim."), now_ms=now)
    for words in ("Duarte will bring the ladder", "We sail in June", "I shall learn to swim"):
        start = coming.content.text.index(words)
        plan = {"type": "commitment", "strength": "plan", "by": None, "spans": [[start, start + len(words)]]}
        judgements.add(coming, plan, now_ms=now)
    said = "I will sell the boat. It leaks, and the mooring went up."
    chosen = entries.add(written(said, day="2018-04-01"), now_ms=now, entry_id=CHOSEN)
    what, leaks, dear = ([said.index(w), said.index(w) + len(w)] for w in ("sell the boat", "It leaks", "the mooring"))
    decided = {"type": "decision", "by": "self", "state": "made", "spans": [what], "for": [leaks], "against": [dear]}
    judgements.add(chosen, decided, now_ms=now)
    entries.add(written("A page for nobody, not now.", day="2017-02-11"), now_ms=now, entry_id=RESTING)
    drafts = Drafts(vault)
    drafts.save(Draft(BEGUN, written("What I meant to say to her was"), None, (), now))


def _of_lena(entries: Entries, judgements: Judgements, circle: Circle, written: Callable[..., Content]) -> None:
    """What makes the page of somebody show everything it can: quotations, promises, and days of other pages."""
    lena = next(one.id for one in circle.roots.values() if one.name == "Lena")
    june = Time("date", "2018-06", first="2018-06-01", end="2018-07-01")
    letter = Time("date", "2018-03-04", first="2018-03-04", end="2018-03-05")
    for day, said, marks in (
        (
            "2018-08-20",
            "Lena said: I shall never sell the house. I promised Lena to write.",
            (
                ("I shall never sell the house", Speech("direct", lena, ("self",))),
                ("I promised Lena to write", Commitment("promise", "self", (lena,))),
            ),
        ),
        (
            "2019-02-11",
            "It was in June of last year that Lena moved. Lena told me that the sea was too loud.",
            (("June of last year", june), ("the sea was too loud", Speech("indirect", lena, ("self",)))),
        ),
        (
            "2020-10-03",
            "I found the letter of that Sunday in March: Lena had been so angry.",
            (("that Sunday in March", letter),),
        ),
    ):
        entry = entries.add(written(said, day=day), now_ms=now_ms())
        for quote, details in (("Lena", Mention("person", "name", lena)), *marks):
            start = said.index(quote)
            spans = [[start, start + len(quote)]]
            told = {"type": TYPES[type(details)][0], "spans": spans, **details_object(details)}
            judgements.add(entry, told, now_ms=now_ms())


def furnish_foreign(vault: Vault) -> None:
    """Entries of every script, and of what breaks lines: one of each kind, with everything around it in that script."""
    for number, (text, title) in enumerate(FOREIGN):
        content = new_content(
            text * 3,
            now_ms=now_ms(),
            zone=ZONE,
            day=f"2024-05-{number + 1:02d}",
            title=title,
            tags=(text[:12],),
            journal=text[:18],
        )
        Entries(vault).add(content, now_ms=now_ms())
        draft = Draft(f"{number:032x}", content, None, (), now_ms())
        Drafts(vault).save(draft)


def picture(number: int) -> bytes:
    """A photo of somewhere: sky, water and a line of hills, drawn."""
    width, height = 900, 700
    skies = (((250, 214, 165), (94, 120, 152)), ((238, 186, 140), (60, 82, 118)), ((205, 216, 222), (120, 144, 160)))
    low, high = skies[number % len(skies)]
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for y in range(height):
        part = abs(y - 0.58 * height) / (0.58 * height)
        draw.line([(0, y), (width, y)], fill=tuple(int(a + (b - a) * part) for a, b in zip(low, high, strict=True)))
    draw.ellipse((540 - 60 * number, 330, 600 - 60 * number, 390), fill=(255, 240, 205))
    hills = [(x, 400 - (37 * (x // 60 + 3 * number) % 71)) for x in range(0, width + 60, 60)]
    draw.polygon([(0, 410), *hills, (width, 410)], fill=tuple(c // 2 for c in high))
    data = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(2)).save(data, "JPEG", quality=88)
    return data.getvalue()


def pages() -> list[Stop]:
    """Every page with an address of its own, for a tab at an open vault that `furnish` filled."""
    made = []
    for at in ROUTES:
        if at.method != "GET" or at.path in PARTS | BARE | REACHED:
            continue
        address = NAMED.get(at.path, at.path)
        assert "{" not in address, f"{at.path}: name an example in tests/page/tour.py, or list it as no page"
        name = re.sub(r"[0-9]{32}", "", address).strip("/").replace("/", "-").replace("--", "-")
        made.append(Stop(name, _going_to(address)))
    return made


def _going_to(address: str) -> "Callable[[Page, Served], None]":
    def arrive(page: "Page", served: Served) -> None:
        page.goto(served.origin + address)
        settled(page)

    return arrive


TOUCHED = "matchMedia('(pointer: coarse)').matches"  # there the plain field stays


def settled(page: "Page") -> None:
    """Waits until the page has its fonts and is drawn."""
    page.wait_for_load_state("load")
    page.wait_for_function(
        "() => !document.querySelector('#life:not(.drawn), .sheet > #text:not([hidden])') || " + TOUCHED
    )
    page.evaluate("() => document.fonts.ready.then(() => true)")


def scenes() -> list[Stop]:
    """What is reached by doing something, at an open vault that `furnish` filled."""
    return [
        Stop("search-found", lambda page, served: _search(page, served, "rain")),
        Stop("search-refused", lambda page, served: _search(page, served, "rain (")),
        Stop("write-around", _around),
        Stop("light-box", _light_box),
        Stop("tag", _tag),
        Stop("entry-seen", _seen),
        Stop("finding", _finding),
        Stop("marking", _marking),
        Stop("person", _person),
        Stop("person-chapters", _chapters),
        Stop("chapter", _chapter),
        *(Stop(f"person-{part}", _of_person(part)) for part in ("named", "said", "promised", "dated", "merge")),
        Stop("thread", _thread),
        Stop("thread-chapter", _thread_chapter),
        Stop("then-now", _then_now),
        Stop("before-places", _before_places),
        Stop("before-nothing", lambda page, served: _before(page, served, "zxcv asdf qwer")),
        Stop("before-new", _before_new),
        Stop("before-sorted", _before_sorted),
        Stop("before-more", _before_more),
        Stop("before-time", _before_time),
        Stop("lived-year", _going_to("/lived/2018")),
        Stop("lived-day", _going_to("/lived/2018-03-04")),
        Stop("rest-begun", _rest_begun),
        Stop("rests", _rests),
        Stop("check-in-on", _check_in),
        Stop("body-noted", _body),
        Stop("around-set", _going_to("/around?day=2025-03-01")),
        Stop("around-counted", _going_to("/around?day=2025-03-01&numbers=yes")),
        Stop("decision", _decision),
        Stop("decision-found", _decision_found),
        Stop("decision-why", _decision_why),
        Stop("decision-recall", _decision_recall),
        Stop("decision-review", _decision_review),
        Stop("letter", _letter),
        Stop("letter-key", letter_key),
        Stop("letter-sealed", _letter_sealed),
        Stop("look-back-asked", _look_back),
        Stop("showing-list", _showing),
        Stop("to-come-one", _to_come_one),
        Stop("to-come-answered", _to_come_answered),
        Stop("ask-answered", lambda page, served: _ask(page, served, "what did Duarte say?")),
        Stop("ask-nothing", lambda page, served: _ask(page, served, "what did the astronaut say?")),
        Stop("entry-rests", _entry_rests),
        Stop("entry-disputed", _going_to(f"/entry/{DISPUTED}")),
        Stop("entry-trashed", _going_to(f"/entry/{TRASHED}")),
        Stop("this-day-asked", _this_day),
        Stop("nothing-here", _going_to("/nowhere")),
        Stop("problem", _going_to(f"/write/{'f' * 31}z")),
    ]


def locked_scenes() -> list[Stop]:
    """The pages of a locked vault; the vault stays locked after the first of them."""
    return [
        Stop("locked", _lock),
        Stop("locked-wrong", _wrong),
        Stop("sealed", _going_to("/sealed")),
        Stop("closed", _going_to("/closed")),
    ]


def first_scenes() -> list[Stop]:
    """The first time, where there is no vault yet; the vault is made on the way."""
    return [
        Stop("begin", _going_to("/begin")),
        Stop("begin-weak", lambda page, served: _choose(page, served, "summer1", "")),
        Stop("begin-differs", lambda page, served: _choose(page, served, "one two three four", "one")),
        Stop("paper", lambda page, served: _choose(page, served, PASSPHRASE, PASSPHRASE)),
        Stop("paper-wrong", _paper_wrong),
    ]


PASSPHRASE = "otter lamp quiet seventy"


def _search(page: "Page", served: Served, query: str) -> None:
    _going_to("/search")(page, served)
    page.fill("#q", query)
    page.wait_for_selector("#results .found, #results .lede")
    page.wait_for_load_state("networkidle")


def _around(page: "Page", served: Served) -> None:
    _going_to("/write/new")(page, served)
    page.click(".around summary")


def _light_box(page: "Page", served: Served) -> None:
    _going_to(f"/entry/{PHOTOS}")(page, served)
    page.wait_for_load_state("networkidle")  # the script that takes the photos over
    page.click("[data-picture]")
    page.wait_for_selector("#light-box[open]")
    page.wait_for_load_state("networkidle")


def _tag(page: "Page", served: Served) -> None:
    _going_to("/tags")(page, served)
    page.click("main .labels a >> nth=0")
    page.wait_for_url("**/tags/*")
    settled(page)


def _seen(page: "Page", served: Served, entry: str = TOLD) -> None:
    """An entry with everything that stands in it, unfolded."""
    _going_to(f"/entry/{entry}")(page, served)
    page.wait_for_selector("#main[data-ready]")
    if page.query_selector(".seen [name=open]"):
        page.click(".seen [name=open]")
        page.wait_for_selector(".layers")
        page.wait_for_selector("#main[data-ready]")
    for summary in page.query_selector_all(".seen details:not([open]) > summary"):
        summary.click()


def _finding(page: "Page", served: Served) -> None:
    _seen(page, served)
    page.click(".found >> nth=0")
    page.wait_for_selector("#finding-box[open]")
    page.click("#finding-box .otherwise summary")


def _person(page: "Page", served: Served) -> None:
    """Somebody, with everything that can be said of who that is."""
    _going_to("/people")(page, served)
    page.click("main .people a >> nth=0")
    page.wait_for_url("**/people/*")
    page.click("summary")
    settled(page)


def _to_person(page: "Page", served: Served, name: str = "Lena") -> None:
    _going_to("/people")(page, served)
    page.click(f"main .people a:has-text('{name}')")
    page.wait_for_url("**/people/*")
    settled(page)


def _chapters(page: "Page", served: Served) -> None:
    """Somebody with chapters that she has named, and a time line."""
    _to_person(page, served)
    if page.query_selector("a[href*='/chapters/']"):
        return
    for name, first, last in (("The years by the sea", "2018-01-01", "2018-12-31"), ("Since then", "2019-01-01", "")):
        page.click("details:last-of-type > summary")
        page.fill("#chapter", name)
        page.fill("#first", first)
        page.fill("#last", last)
        page.click("details:last-of-type button")
        page.wait_for_selector(f"h2:has-text('{name}')")
        settled(page)


def _chapter(page: "Page", served: Served) -> None:
    _chapters(page, served)
    page.click("h2 a[href*='/chapters/'] >> nth=0")
    page.wait_for_url("**/chapters/*")
    page.click("summary")
    settled(page)


def _thread(page: "Page", served: Served) -> None:
    """A thread with a chapter."""
    _going_to("/threads")(page, served)
    if page.query_selector("main .places a"):
        page.click("main .places a >> nth=0")
        page.wait_for_url("**/threads/*")
    else:
        page.fill("#name", "By the sea")
        page.fill("#query", "sea OR boat")
        page.press("#query", "Enter")
        page.wait_for_url("**/threads/*")
        settled(page)
        page.click("details:last-of-type > summary")
        page.fill("#chapter", "The first summer")
        page.fill("#last", "2018-12-31")
        page.click("details:last-of-type button")
        page.wait_for_selector("h2 a[href*='/chapters/']")
    settled(page)


def _thread_chapter(page: "Page", served: Served) -> None:
    _thread(page, served)
    page.click("h2 a[href*='/chapters/'] >> nth=0")
    page.wait_for_url("**/chapters/*")
    settled(page)


def _of_person(part: str) -> "Callable[[Page, Served], None]":
    """One of the lists of somebody."""

    def arrive(page: "Page", served: Served) -> None:
        _to_person(page, served)
        page.goto(f"{page.url.partition('?')[0]}/{part}")
        settled(page)

    return arrive


def _then_now(page: "Page", served: Served) -> None:
    _going_to("/then-and-now")(page, served)
    page.fill("#q", "rain")
    page.press("#q", "Enter")
    page.wait_for_selector("main blockquote, main [role=status]")
    settled(page)


def _before(page: "Page", served: Served, question: str) -> None:
    _going_to("/before")(page, served)
    page.fill("#q", question)
    page.press("#q", "Enter")
    page.wait_for_selector("main [role=status]")
    settled(page)


def _before_places(page: "Page", served: Served) -> None:
    """Places that speak of what she asks; the demo diary is younger than the days that are left out may be."""
    _before(page, served, "swimming in the cold sea")


def _before_new(page: "Page", served: Served) -> None:
    """From a page of the last weeks, where it is asked twice."""
    _going_to("/timeline")(page, served)
    page.click("main a[href^='/entry/'] >> nth=0")
    page.wait_for_url("**/entry/*")
    _going_to(f"/before/from/{page.url.rpartition('/')[2]}")(page, served)


def _before_sorted(page: "Page", served: Served) -> None:
    """What she sorted, side by side, with a stage and one that went otherwise."""
    _before_places(page, served)
    if not page.query_selector("fieldset.to-sort"):
        return
    for number, side in enumerate(("like", "otherwise", "like", "neither")):
        page.check(f"fieldset.to-sort >> nth={number} >> [value={side}]")
    page.click("main button.main")
    page.wait_for_selector(".laid")
    page.click(".laid thead a >> nth=0")
    page.wait_for_selector(".staged")
    page.select_option(".staged select >> nth=0", "began")
    page.select_option(".staged select >> nth=1", "own")
    page.fill(".staged input >> nth=1", "the water")
    page.click("main button.main")
    page.wait_for_selector(".laid")
    settled(page)


def _before_kept(page: "Page", served: Served) -> None:
    """What an earlier stop sorted, or what this one does."""
    _going_to("/before")(page, served)
    if page.query_selector("main .places a"):
        page.click("main .places a >> nth=0")
        page.wait_for_selector(".laid")
        settled(page)
    else:
        _before_sorted(page, served)


def _before_more(page: "Page", served: Served) -> None:
    _before_kept(page, served)
    page.click("main a[href$='/more']")
    page.wait_for_selector("main [role=status]")
    settled(page)


def _before_time(page: "Page", served: Served) -> None:
    """One page, sentence by sentence."""
    _before_kept(page, served)
    page.click(".laid thead a >> nth=0")
    page.wait_for_selector(".staged")
    settled(page)


def _rest_begun(page: "Page", served: Served) -> None:
    """A rest that has just begun, of a name that stands beside others."""
    _going_to("/rests")(page, served)
    page.fill("#person", "Matilde")
    page.press("#person", "Enter")
    page.wait_for_url("**/rests/*")
    settled(page)


def _rests(page: "Page", served: Served) -> None:
    """What rests: somebody quietly, and a time that is away."""
    _rest_begun(page, served)
    _going_to("/rests")(page, served)
    page.fill("#first", "1901-01-01")
    page.fill("#last", "1901-02-01")
    page.press("#last", "Enter")
    page.wait_for_url("**/rests/*")
    page.check("[name=depth][value=away]")
    page.click("main button.main")
    page.wait_for_url("**/rests")
    settled(page)


def _check_in(page: "Page", served: Served) -> None:
    """Turned on, and one that was kept."""
    _going_to("/check-in")(page, served)
    if page.query_selector("[name=on]"):
        page.click("main button.main")
        page.wait_for_selector("#word")
    page.fill("#word", "grey")
    page.press("#word", "Enter")
    page.wait_for_selector("main meter, main li .words")
    settled(page)


def _body(page: "Page", served: Served) -> None:
    """A note on the body."""
    _going_to("/body")(page, served)
    page.fill("#note", "Slept badly.")
    page.click("main button.main")
    page.wait_for_selector("main li .words")
    settled(page)


def _decision(page: "Page", served: Served) -> None:
    """One that she keeps, in words of her own."""
    _going_to("/decisions/new")(page, served)
    said = {"#what": "I take the job in Porto", "#for": "closer to Bea\nthe sea", "#against": "the pay", "#mind": "if"}
    for field, words in (said | {"#expected": "to be settled by the autumn", "#sure": "70"}).items():
        page.fill(field, words)
    page.click("main button.main")
    page.wait_for_selector("main button.grave")
    settled(page)


def _decision_found(page: "Page", served: Served) -> None:
    """One that stands in an entry, before she keeps it."""
    _seen(page, served, CHOSEN)
    for address in page.eval_on_selector_all("a[data-sheet]", "links => links.map((link) => link.href)"):
        page.goto(address)
        if page.query_selector("a[href$='/decide']"):
            page.click("a[href$='/decide']")
            break
    page.wait_for_selector("#mind")
    settled(page)


def _decision_why(page: "Page", served: Served) -> None:
    _decision(page, served)
    page.click("main a[href$='/why']")
    page.wait_for_url("**/why")
    settled(page)


def _decision_recall(page: "Page", served: Served) -> None:
    _decision(page, served)
    page.click("main a[href$='/review']")
    page.wait_for_selector("#remembered")
    settled(page)


def _decision_review(page: "Page", served: Served) -> None:
    """A second look, so that the first stands there too."""
    _decision_recall(page, served)
    for words in ("I wanted the sea", "Bea lived there"):
        page.fill("#remembered", words)
        page.click("main form.stack button.main")
        page.wait_for_selector("#happened")
        if words.startswith("I"):
            page.fill("#happened", "It was closer than I thought.")
            page.check("[name=luck][value=both]")
            page.click("main form.stack button.main")
            page.wait_for_selector("main button.grave")
            page.click("main a[href$='/review']")
            page.wait_for_selector("#remembered")
    settled(page)


def _letter(page: "Page", served: Served) -> None:
    """One that can be read."""
    _going_to("/letters")(page, served)
    page.fill("#words", "Duarte, what I did not say.")
    page.click("main button.main")
    page.wait_for_selector("#until")
    settled(page)


def letter_key(page: "Page", served: Served) -> str:
    """Its key; returned."""
    _letter(page, served)
    page.click("main form[action$='/key'] button")
    page.wait_for_selector(".groups")
    settled(page)
    return page.inner_text(".groups").replace(" ", "").replace("\n", "")


def _letter_sealed(page: "Page", served: Served) -> None:
    """One whose key is away."""
    page.fill("#last", letter_key(page, served)[-6:])
    page.click("main button.main")
    page.wait_for_selector("#letter-key")
    settled(page)


def _look_back(page: "Page", served: Served) -> None:
    """A day by lot."""
    _going_to("/look-back")(page, served)
    page.click("main button.main")
    page.wait_for_selector("main h2.month")
    settled(page)


def _showing(page: "Page", served: Served) -> None:
    """What would be replaced in an entry that names people and places."""
    _going_to("/show-safely")(page, served)
    page.fill("#first", "2018-03-07")
    page.press("#first", "Enter")
    page.wait_for_function("() => document.querySelectorAll('main [name=entry]').length < 10")
    page.check("main [name=entry] >> nth=0")
    page.click("main button.main")
    page.wait_for_selector("main [name=put]")
    settled(page)


def _to_come_one(page: "Page", served: Served) -> None:
    """Something that was said to be coming, just kept in mind."""
    _going_to("/to-come/found")(page, served)
    if page.query_selector("main form button"):
        page.click("main form button >> nth=0")
    else:
        _going_to("/to-come?part=answered")(page, served)
        page.click("main .findings a >> nth=0")
    page.wait_for_url("**/to-come/one/*")
    settled(page)


def _to_come_answered(page: "Page", served: Served) -> None:
    """What she answered, with words of her own."""
    _to_come_one(page, served)
    page.check("[value=partly]")
    page.fill("#own", "Half of it, and late.")
    page.click("main form.stack button.main")
    page.wait_for_url("**/to-come")
    _going_to("/to-come?part=answered")(page, served)


def _ask(page: "Page", served: Served, question: str) -> None:
    _going_to("/ask")(page, served)
    page.fill("#q", question)
    page.press("#q", "Enter")
    page.wait_for_selector("main [role=status]")
    settled(page)


def _entry_rests(page: "Page", served: Served) -> None:
    """An entry that is away, asked for by its address."""
    _going_to(f"/entry/{RESTING}")(page, served)
    if page.query_selector(f"form[action='/entry/{RESTING}/rest']"):
        page.click(f"form[action='/entry/{RESTING}/rest'] button")
        page.wait_for_url("**/rests/*")
        page.check("[name=depth][value=away]")
        page.click("main button.main")
        page.wait_for_url("**/rests")
        _going_to(f"/entry/{RESTING}")(page, served)


def _marking(page: "Page", served: Served) -> None:
    _going_to(f"/entry/{TOLD}/mark")(page, served)
    for summary in page.query_selector_all(".finding summary"):
        summary.click()


def _this_day(page: "Page", served: Served) -> None:
    _going_to("/this-day")(page, served)
    page.click("main button.main")
    page.wait_for_selector("main h1")
    settled(page)


def _lock(page: "Page", served: Served) -> None:
    served.lock()
    _going_to("/locked")(page, served)


def _wrong(page: "Page", served: Served) -> None:
    _going_to("/locked")(page, served)
    page.fill("#secret", "not this")
    page.click("main button.main")
    page.wait_for_selector("#why")
    settled(page)


def _choose(page: "Page", served: Served, first: str, again: str) -> None:
    _going_to("/begin")(page, served)
    page.fill("#secret", first)
    page.wait_for_selector("#strength[data-level]")
    page.fill("#again", again)
    if again:
        page.click("main button.main")
        page.wait_for_selector("#why, #last")
    settled(page)


def _paper_wrong(page: "Page", served: Served) -> None:
    page.fill("#last", "AAAAAA")
    page.click("main button.main")
    page.wait_for_selector("#why")
    settled(page)


def walk(page: "Page", served: Served, stops: list[Stop]) -> Iterator[str]:
    """Brings the tab to each stop, and names it; an address that gives a script its data is none."""
    for stop in stops:
        stop.arrive(page, served)
        if page.evaluate("() => document.contentType") == "text/html":
            yield stop.name

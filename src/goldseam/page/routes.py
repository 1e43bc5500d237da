"""Every address there is, and which page answers it. A page is imported when it is first asked for."""

from typing import NamedTuple


class At(NamedTuple):
    """One address.

    Attributes:
        path: with names in braces, as Starlette has it; never with a word of hers in it.
        page: `module:function` under goldseam.page.pages.
        method: GET or a change.
        locked: whether it answers without the open vault.
        raw: whether the body is bytes that the page reads as they arrive, and not a form.
        whole: whether the body is bytes that are there, `asked.sent`, before the page is asked.
        saves: whether it saves what somebody writes, which whoever loads a page to write on waits for.
    """

    path: str
    page: str
    method: str = "GET"
    locked: bool = False
    raw: bool = False
    whole: bool = False
    saves: bool = False


ROUTES = (
    At("/enter", "entering:show", locked=True),
    At("/enter", "entering:redeem", "POST", locked=True, whole=True),
    At("/session", "entering:session", locked=True),
    At("/closed", "entering:closed", locked=True),
    At("/s/{name}", "assets:file", locked=True),
    At("/manifest.webmanifest", "assets:manifest", locked=True),
    At("/state", "locking:state", locked=True),
    At("/locked", "locking:show", locked=True),
    At("/lock", "locking:lock", "POST", locked=True),
    At("/unlock", "locking:unlock", "POST", locked=True),
    At("/", "home:show", locked=True),
    At("/begin", "begin:show", locked=True),
    At("/begin", "begin:make", "POST", locked=True),
    At("/begin/paper", "begin:paper_key", locked=True),
    At("/begin/paper", "begin:kept", "POST", locked=True),
    At("/begin/strength", "begin:strength", "POST", locked=True),
    At("/begin/demo", "begin:demo", "POST", locked=True),
    At("/begin/demo/leave", "begin:leave_demo", "POST", locked=True),
    At("/help", "help:show", locked=True),
    At("/help/country", "help:choose", "POST", locked=True),
    At("/help/plan", "help:plan", "POST"),
    At("/more", "more:show"),
    At("/settings", "settings:show"),
    At("/settings/look", "settings:look"),
    At("/settings/look", "settings:keep_look", "POST"),
    At("/settings/writing", "settings:writing"),
    At("/settings/writing", "settings:keep_writing", "POST"),
    At("/settings/times", "settings:times"),
    At("/settings/times", "settings:keep_times", "POST"),
    At("/settings/templates", "templates:show"),
    At("/settings/templates", "templates:keep", "POST"),
    At("/settings/templates/remove", "templates:remove", "POST"),
    At("/settings/keys", "keys:show"),
    At("/settings/keys/remove", "keys:remove", "POST"),
    At("/settings/keys/keyring", "keys:keyring", "POST"),
    At("/settings/keys/passphrase", "keys:passphrase"),
    At("/settings/keys/passphrase", "keys:keep_passphrase", "POST"),
    At("/settings/keys/paper", "keys:paper_key"),
    At("/settings/keys/paper", "keys:make_paper", "POST"),
    At("/settings/keys/paper/kept", "keys:paper_kept", "POST"),
    At("/settings/keys/paper/forget", "keys:paper_forgotten", "POST"),
    At("/settings/keys/rotation", "keys:rotation"),
    At("/settings/keys/rotation", "keys:rotate", "POST"),
    At("/settings/keys/rotating", "keys:rotating", locked=True),
    At("/settings/backup", "backups:show"),
    At("/settings/backup", "backups:choose", "POST"),
    At("/settings/backup/make", "backups:make", "POST"),
    At("/settings/backup/prove", "backups:prove", "POST"),
    At("/settings/rehearsal", "backups:rehearsal"),
    At("/settings/rehearsal", "backups:begin_rehearsal", "POST"),
    At("/settings/verify", "backups:verify", "POST"),
    At("/settings/import", "coming:show"),
    At("/settings/import", "coming:plan", "POST"),
    At("/settings/import/begin", "coming:begin", "POST"),
    At("/settings/import/report/{number}", "coming:report"),
    At("/settings/import/undo", "coming:undo", "POST"),
    At("/settings/export", "leaving:show"),
    At("/settings/export", "leaving:begin", "POST"),
    At("/settings/folders", "folders:look", "POST"),
    At("/settings/protection", "settings:protection"),
    At("/settings/about", "settings:about"),
    At("/job", "jobs:show"),
    At("/job/state", "jobs:state", locked=True),
    At("/job/stop", "jobs:stop", "POST"),
    At("/timeline", "timeline:show"),
    At("/timeline/density", "timeline:density", "POST"),
    At("/timeline/at/{day}", "timeline:at"),
    At("/timeline/{month}/{number}", "timeline:block"),
    At("/trash", "timeline:trash"),
    At("/trash/untrash", "timeline:untrash", "POST"),
    At("/trash/purge", "timeline:purge", "POST"),
    At("/trash/empty", "timeline:empty", "POST"),
    At("/calendar", "calendar:show"),
    At("/calendar/month/{month}", "calendar:month"),
    At("/calendar/{year}", "calendar:year"),
    At("/calendar/{year}", "calendar:year", "POST"),
    At("/day/{day}", "calendar:day"),
    At("/this-day", "calendar:this_day"),
    At("/this-day", "calendar:this_day", "POST"),
    At("/numbers", "numbers:show"),
    At("/tags", "labels:show"),
    At("/tags/undo", "labels:take_back", "POST"),
    At("/tags/{label}", "labels:entries"),
    At("/tags/{label}/rename", "labels:rename", "POST"),
    At("/tags/{label}/colour", "labels:colour", "POST"),
    At("/tags/{label}/remove", "labels:remove", "POST"),
    At("/files", "gallery:show"),
    At("/files/photos/{month}/{number}", "gallery:block"),
    At("/files/others/{number}", "gallery:listed"),
    At("/files/space", "gallery:space"),
    At("/search", "search:show"),
    At("/search", "search:answer", "POST"),
    At("/search/facets", "search:facets", "POST"),
    At("/search/suggest", "search:suggest", "POST"),
    At("/search/keep", "search:keep", "POST"),
    At("/search/forget", "search:forget", "POST"),
    At("/write", "write:show"),
    At("/write/new", "write:new"),
    At("/write/names", "write:names"),
    At("/write/day", "write:day", "POST"),
    At("/write/{draft}", "write:go_on"),
    At("/entry/{entry}/change", "write:change"),
    At("/drafts", "write:drafts"),
    At("/draft/{draft}", "write:keep", "PUT", whole=True, saves=True),
    At("/draft/{draft}/finish", "write:finish", "POST", whole=True),
    At("/draft/{draft}/discard", "write:discard", "POST"),
    At("/draft/{draft}/files", "write:attach", "POST", raw=True),
    At("/draft/{draft}/files/{blob}/remove", "write:detach", "POST"),
    At("/entry/{entry}", "entry:show"),
    At("/entry/{entry}/history", "entry:history"),
    At("/entry/{entry}/restore", "entry:restore", "POST"),
    At("/entry/{entry}/star", "entry:star", "POST"),
    At("/entry/{entry}/settle", "entry:settle", "POST"),
    At("/entry/{entry}/trash", "entry:trash", "POST"),
    At("/entry/{entry}/untrash", "entry:untrash", "POST"),
    At("/entry/{entry}/purge", "entry:purge", "POST"),
    At("/thumbnail/{blob}", "files:thumbnail"),
    At("/entry/{entry}/file/{blob}", "files:file"),
    At("/sealed", "sealed:show", locked=True),
    At("/sealed/{draft}", "sealed:keep", "PUT", locked=True, whole=True),
)

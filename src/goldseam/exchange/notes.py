"""Notes: what was decided for a record that its source left open. They are codes, so that programs can count them."""

DATED_BY_RECORD_BEFORE = "dated-by-record-before"
DATED_BY_RECORD_AFTER = "dated-by-record-after"
DATED_BY_FILE_NAME = "dated-by-file-name"
DATED_BY_FILE_TIME = "dated-by-file-time"
TIME_NOT_UNDERSTOOD = "time-not-understood"
HOUR_TWICE = "hour-twice"
HOUR_MISSING = "hour-missing"
ZONE_ASSUMED = "zone-assumed"
ZONE_UNKNOWN = "zone-unknown"
ZONE_DISAGREES = "zone-disagrees"
DATE_ORDER_GUESSED = "date-order-guessed"
DAY_OLD_STYLE = "day-old-style"
LOOKS_OLD_STYLE = "looks-old-style"
BYTES_NOT_UTF8 = "bytes-not-utf8"
HALF_CHARACTERS = "half-characters"
HOLDS_NUL = "holds-nul"
CONTROL_CHARACTERS = "control-characters"
NAMES_REPEATED = "names-repeated"
NESTED_DEEPLY = "nested-deeply"
ID_REPEATED = "id-repeated"
FILE_MISSING = "file-missing"
FILE_REFUSED = "file-refused"
FILE_UNREADABLE = "file-unreadable"
LOCATION_REMOVED = "location-removed"

WORDING = {
    DATED_BY_RECORD_BEFORE: "had no date that makes sense: given the day of the record before it",
    DATED_BY_RECORD_AFTER: "had no date that makes sense: given the day of the record after it",
    DATED_BY_FILE_NAME: "dated by the name of its file",
    DATED_BY_FILE_TIME: "had no date that makes sense: given the day its file was last changed",
    TIME_NOT_UNDERSTOOD: "the day was understood, the time of day was not",
    HOUR_TWICE: "written in an hour that came twice that night: taken as the first",
    HOUR_MISSING: "written at a time the clocks jumped over: taken as by the clock before the jump",
    ZONE_ASSUMED: "named no time zone: taken as yours",
    ZONE_UNKNOWN: "named a time zone there is not: taken as yours",
    ZONE_DISAGREES: "its offset is not that of its time zone: the offset counts",
    DATE_ORDER_GUESSED: "day and month could be either way round: taken as day first",
    DAY_OLD_STYLE: "given the day that the Julian calendar called theirs, as asked for",
    LOOKS_OLD_STYLE: "begin with their day in the Julian calendar, not with that of their date: to have them found by "
    "it, import the same again with --old-style",
    BYTES_NOT_UTF8: "bytes that are not UTF-8 were read as Windows-1252",
    HALF_CHARACTERS: "half characters (lone surrogates) became the replacement character",
    HOLDS_NUL: "holds NUL characters, kept",
    CONTROL_CHARACTERS: "control characters that its format forbids became the replacement character",
    NAMES_REPEATED: "a field came more than once: all kept, the later ones numbered",
    NESTED_DEEPLY: "a field nested too deeply was kept as text",
    ID_REPEATED: "has the id of another record of the source: kept as an entry of its own",
    FILE_MISSING: "a file it names is not there",
    FILE_REFUSED: "a file it names was not followed: it is a link, leads elsewhere, or is too large",
    FILE_UNREADABLE: "a file it names could not be read",
    LOCATION_REMOVED: "with photos or films that said where they were taken, which was removed from them: to keep it, "
    "import the same again with --keep-location",
}

# What holds for whole sources is counted in the report, but does not stay with each entry.
PASSING = frozenset({ZONE_ASSUMED, DATED_BY_FILE_NAME, HOLDS_NUL, LOOKS_OLD_STYLE})

"""What an annotation may say: the types, their letters and their closed lists, as spec/annotations.md has them."""

SCHEMA = "diary-reading/1"

# The letter its ids begin with.
TYPES = {"time": "t", "mention": "m", "feeling": "f", "speech": "s", "commitment": "c", "decision": "d", "health": "h"}

EMOTIONS = frozenset(
    # as GoEmotions names them
    "admiration amusement anger annoyance caring confusion curiosity desire disappointment disgust embarrassment "
    "excitement fear gratitude grief joy love nervousness optimism pride relief remorse sadness surprise "
    # what diaries need besides
    "boredom calm contempt despair hurt jealousy loneliness longing numbness shame stress".split()
)
KINDS = frozenset({"person", "place", "org", "pet"})
FORMS = frozenset({"name", "nominal", "pronoun"})
TIME_CLASSES = frozenset({"date", "time", "duration", "set", "vague"})
MODES = frozenset({"felt", "not_felt", "hypothetical", "past", "dream", "acted"})
STRENGTHS = frozenset({"promise", "plan", "intention"})
STATUSES = frozenset({"open", "kept", "broken", "cancelled"})
DECISION_STATES = frozenset({"made", "weighing", "reversed"})
HEALTH_CLASSES = frozenset({"symptom", "injury", "illness", "medicine", "sleep"})
HEALTH_STATES = frozenset({"current", "past", "feared", "negated"})
SPEECH_FORMS = frozenset({"direct", "indirect"})

# What lures a reader astray; the guide has an example of each.
TRAPS = frozenset(
    "figure negation hypothesis dream sarcasm other_feeling quoted_promise past_promise name_word homonym "
    "not_a_time not_body fiction acted others_body generic not_speech".split()
)

# What a lure may forbid: the type, and for each attribute that may narrow it, the values it can have (None: an id).
LURES: dict[str, dict[str, frozenset[str] | None]] = {
    "time": {"class": TIME_CLASSES},
    "mention": {"kind": KINDS, "ref": None},
    "feeling": {"mode": MODES, "experiencer": None, "emotion": EMOTIONS},
    "speech": {"speaker": None, "form": SPEECH_FORMS},
    "commitment": {"by": None, "strength": STRENGTHS, "status": STATUSES},
    "decision": {"by": None, "state": DECISION_STATES},
    "health": {"who": None, "state": HEALTH_STATES},
}

PRONOUNS = frozenset("he him his himself she her hers herself they them their theirs themself it its".split())

# First words, with a capital at the head of a sentence, that tell somebody by what they are.
DETERMINERS = frozenset("a an another her his my one our some that the their this your".split())
ROLES = frozenset(
    "agent boss boy chap cook dentist doctor farmer father frau friend girl gp guy lady man mother nurse physio sister "
    "somebody teacher woman".split()
)

# What stands between a name and what tells its bearer from others of that name.
TELLS_APART = frozenset("from in next of the who with".split())

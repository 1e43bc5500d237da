"""What the encoder is taught to tell: about a sentence, about a word, and about a stretch of words."""

from data.reading import schema

# The order of GoEmotions' own list, which the numbers in its files count from.
EMOTIONS = (
    "admiration amusement anger annoyance approval caring confusion curiosity desire disappointment disapproval "
    "disgust embarrassment excitement fear gratitude grief joy love nervousness optimism pride realization relief "
    "remorse sadness surprise neutral"
).split()

# Of a sentence, any number of them. `insincere` is irony and play-acting; `request` an e-mail that asks or offers;
# `cause` any causal wording, `reason` only one given for a decision.
SENTENCE = (
    "feeling figurative hypothetical dream negated insincere speech commitment.promise commitment.plan "
    "commitment.intention decision reason health request cause"
).split()

# Stretches of words, each kind apart from the others, because a promise may stand in what somebody said.
# `person`, `place`, `org` and `pet` are names; `kin` is somebody named by a role ("my sister", "the vet").
SPANS = "person kin place org pet time feeling health speech saying commitment action decision reason".split()

WHOSE = ("self", "other")

# What is true of a stretch, asked of its words only.
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "feeling.emotion": tuple(sorted(schema.EMOTIONS)),
    "feeling.mode": ("felt", *sorted(schema.MODES - {"felt"})),
    "feeling.whose": WHOSE,
    "feeling.figurative": ("no", "yes"),
    "health.class": tuple(sorted(schema.HEALTH_CLASSES)),
    "health.state": ("current", *sorted(schema.HEALTH_STATES - {"current"})),
    "health.whose": WHOSE,
    "speech.form": ("direct", "indirect"),
    "speech.whose": WHOSE,
    "commitment.strength": ("intention", "plan", "promise"),
    "commitment.whose": WHOSE,
    "commitment.status": ("unsaid", *sorted(schema.STATUSES)),
    "decision.state": tuple(sorted(schema.DECISION_STATES)),
    "decision.whose": WHOSE,
    "reason.side": ("for", "against"),
}

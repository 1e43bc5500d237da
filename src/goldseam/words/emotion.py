"""What a feeling is called. Apart from the findings, because every search knows these names and few meet a finding."""

EMOTIONS = frozenset(
    # as GoEmotions names them
    "admiration amusement anger annoyance caring confusion curiosity desire disappointment disgust embarrassment "
    "excitement fear gratitude grief joy love nervousness optimism pride relief remorse sadness surprise "
    # what diaries need besides
    "boredom calm contempt despair hurt jealousy loneliness longing numbness shame stress".split()
)

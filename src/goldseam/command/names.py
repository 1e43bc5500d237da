"""The commands there are. A table without imports, since every start reads it."""

# Each lives in the module of its name, with `-` as `_`, and is imported only when it is called.
COMMANDS = {
    "new": "make a vault",
    "start": "open the journal as a page; the first time, make it",
    "open": "open the journal in the browser",
    "write": "write an entry; works while the vault is locked",
    "edit": "change an entry",
    "list": "the newest entries",
    "show": "one entry, its history, its files",
    "find": "search everything",
    "read": "what stands in an entry, and your word on it",
    "people": "who is who in what you wrote",
    "said": "who said what",
    "promises": "what was promised and planned",
    "decisions": "what was decided, and why",
    "when": "what is said about a day, whenever it was written",
    "decide": "keep a decision as you see it now, and look at it again later",
    "ask": "a question, answered with your own words",
    "look-back": "something you wrote, only because you ask",
    "around": "your check-ins and your words around a date you set",
    "letter": "a letter that is sent to nobody",
    "to-come": "what was said to be coming, and whether it came",
    "check-in": "two sliders and a word for today, if you turn it on",
    "body": "notes on the body, beside your days",
    "rest": "whom, where and when you would rather not meet",
    "tags": "tags, and tagging entries",
    "journal": "notebooks in the vault",
    "attach": "add photos, sound or files to an entry, or take them out",
    "trash": "put entries into the trash, see what is in it",
    "restore": "take back an entry, an earlier revision, or a backup",
    "purge": "remove entries for good",
    "import": "come from another journal",
    "export": "leave with everything",
    "show-safely": "a few entries as a document for somebody else, with other names in it",
    "unlock": "keep the vault open for a while",
    "lock": "close it",
    "passphrase": "change the passphrase",
    "paper-key": "make a new paper key",
    "keys": "what opens the vault",
    "settings": "when a day starts, when to lock, how to back up",
    "backup": "one encrypted file with everything",
    "verify": "re-read and prove every byte, and repair",
    "rehearse": "a drill: would the paper key and the newest backup bring it all back",
    "doctor": "look for what could endanger the vault",
    "where": "where everything lies",
    "completions": "completions for bash, zsh and fish, and the manual page",
}


def module_name(name: str) -> str:
    """The module of a command: `import` is a word of Python's own."""
    return name.replace("-", "_") + ("_" if name == "import" else "")

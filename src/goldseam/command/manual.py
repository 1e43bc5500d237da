"""Help, the manual page and the completions, all made from the commands themselves."""

import sys
from importlib import import_module

from goldseam import __version__
from goldseam.command.names import COMMANDS, module_name
from goldseam.command.options import COMMON, Command, Option
from goldseam.words.problem import Misused

GROUPS = {
    "write": ("write", "edit", "attach", "tags", "journal"),
    "read": ("list", "show", "find", "read", "people", "said", "promises", "decisions", "when"),
    "look back": (
        "ask",
        "look-back",
        "around",
        "lived",
        "then-and-now",
        "before",
        "thread",
        "chapter",
        "to-come",
        "decide",
        "letter",
        "check-in",
        "body",
        "rest",
    ),
    "keep": ("trash", "restore", "purge", "backup", "verify", "rehearse", "doctor"),
    "keys": ("new", "start", "open", "unlock", "lock", "passphrase", "paper-key", "keys"),
    "come and go": ("import", "export", "show-safely"),
    "and": ("settings", "where", "completions"),
}
WIDTH = 78
EXIT_CODES = (
    (0, "all went well"),
    (1, "something went wrong; the message says what, what is safe, and what to do"),
    (2, "the command line was not understood"),
    (3, "part of the work was done; the report says which"),
    (10, "there is no vault there"),
    (11, "another process holds what is needed"),
    (12, "the key is wrong, or the vault is locked"),
    (13, "bytes are not what they were when they were written"),
    (130, "interrupted"),
)

ENVIRONMENT = (
    ("GOLDSEAM_VAULT", "the vault's folder"),
    ("VISUAL, EDITOR", "the editor that edit --external starts"),
    ("NO_COLOR", "no colours"),
    ("TZ", "the time zone entries are written in"),
)


def load_command(name: str) -> Command:
    """What the command `name` takes. Raises Misused when there is none of that name."""
    if name not in COMMANDS:
        raise Misused(
            "there is no command of that name",
            safe="nothing was changed",
            next="goldseam --help",
            code="command.unknown",
        )
    module = import_module(f"goldseam.command.{module_name(name)}")
    command = module.COMMAND
    assert isinstance(command, Command), name
    return command


def show_help(name: str | None) -> int:
    """Prints the help of a command, or of all, on stdout."""
    sys.stdout.write(overview() if name is None else help_text(load_command(name)))
    return 0


def overview() -> str:
    """What `goldseam --help` says. Cost: loads no command."""
    lines = [
        "goldseam, a private journal",
        "",
        '  goldseam "Rain all day. Bea rang."     write it down, now, locked or not',
        "  goldseam                                open the journal at a blank page",
        "  goldseam find rain                      search everything",
        "",
    ]
    for group, names in GROUPS.items():
        lines.append(f"{group}:")
        lines += [f"  {name:12} {COMMANDS[name]}" for name in names]
        lines.append("")
    lines += ["goldseam COMMAND --help shows examples and options of one command.", "goldseam --version", ""]
    return "\n".join(lines)


def help_text(command: Command) -> str:
    """The help of one command, by example first."""
    lines = [f"goldseam {command.name}: {command.summary}", ""]
    for line, meaning in command.examples:
        lines += [f"  {line}", f"      {meaning}"]
    lines += ["", f"usage: goldseam {command.name} {command.usage}".rstrip() + " [OPTIONS]", ""]
    lines += [_option_line(option) for option in command.options]
    lines += ["", "with every command:"] if command.options else ["with every command:"]
    lines += [_option_line(option) for option in COMMON]
    for paragraph in command.detail.split("\n\n") if command.detail else []:
        lines += ["", *_wrapped(paragraph)]
    return "\n".join(lines) + "\n"


def _option_line(option: Option) -> str:
    return f"  {_option_names(option):28} {option.help}"


def _option_names(option: Option) -> str:
    short = f"-{option.short}, " if option.short else ""
    return f"{short}--{option.name}{' ' + option.value if option.value else ''}"


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, WIDTH)


def man_page() -> str:
    """goldseam(1), in roff."""
    parts = [
        f'.TH GOLDSEAM 1 "" "goldseam {__version__}"',
        ".SH NAME\ngoldseam \\- a private journal, encrypted on your own disk",
        '.SH SYNOPSIS\n.B goldseam\n"TEXT"\n.br\n.B goldseam\n.I COMMAND\n[OPTIONS]',
        ".SH COMMANDS",
        *(_man_command(load_command(name)) for names in GROUPS.values() for name in names),
        ".SH OPTIONS OF EVERY COMMAND",
        *(_man_option(option) for option in COMMON),
        ".SH EXIT STATUS",
        *(f".TP\n.B {code}\n{_roff(meaning)}" for code, meaning in EXIT_CODES),
        ".SH ENVIRONMENT",
        *(f".TP\n.B {name}\n{_roff(meaning)}" for name, meaning in ENVIRONMENT),
    ]
    return "\n".join(parts) + "\n"


def _man_command(command: Command) -> str:
    lines = [f".SS {_roff(command.name)} {_roff(command.usage)}".rstrip(), _roff(command.summary.capitalize() + ".")]
    lines += [_man_option(option) for option in command.options]
    lines += [f".PP\n{_roff(paragraph)}" for paragraph in command.detail.split("\n\n") if paragraph]
    lines += [f".PP\n.nf\n{_roff(line)}\n.fi\n.RS\n{_roff(meaning)}\n.RE" for line, meaning in command.examples]
    return "\n".join(lines)


def _man_option(option: Option) -> str:
    return f".TP\n.B {_roff(_option_names(option))}\n{_roff(option.help)}"


def _roff(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in {".", "'"} else line for line in escaped.split("\n"))

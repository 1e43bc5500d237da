"""goldseam completions: for bash, zsh and fish, made from the commands themselves."""

from goldseam.command.manual import load_command, man_page
from goldseam.command.names import COMMANDS
from goldseam.command.options import COMMON, Arguments, Command, Option, misused
from goldseam.command.terminal import Terminal

COMMAND = Command(
    "completions",
    "completions for bash, zsh and fish, and the manual page",
    "bash | zsh | fish | man",
    (),
    (
        ("goldseam completions bash >> ~/.bashrc", "for bash"),
        ("goldseam completions zsh > ~/.zfunc/_goldseam", "for zsh, with ~/.zfunc in fpath"),
        ("goldseam completions fish > ~/.config/fish/completions/goldseam.fish", "for fish"),
        ("goldseam completions man > ~/.local/share/man/man1/goldseam.1", "the manual page"),
    ),
)


def run(arguments: Arguments, terminal: Terminal) -> int:
    """Prints a script for a shell."""
    kinds = {"bash": bash, "zsh": zsh, "fish": fish, "man": man_page}
    if len(arguments.words) != 1 or arguments.words[0] not in kinds:
        raise misused("completions takes one of bash, zsh, fish, man", "completions")
    terminal.say(kinds[arguments.words[0]]().rstrip("\n"))
    return 0


def options_of(name: str) -> tuple[Option, ...]:
    """Every option of a command."""
    return (*load_command(name).options, *COMMON)


def bash() -> str:
    """For bash 4 and later."""
    cases = "\n".join(
        f"    {name}) words='{' '.join('--' + option.name for option in options_of(name))}' ;;" for name in COMMANDS
    )
    return f"""_goldseam() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '{" ".join(COMMANDS)} --help --version' -- "$current"))
    return
  fi
  case "${{COMP_WORDS[COMP_CWORD-1]}}" in
    --*file|--vault) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case "${{COMP_WORDS[1]}}" in
{cases}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *) COMPREPLY=($(compgen -f -- "$current")) ;;
  esac
}}
complete -o filenames -F _goldseam goldseam
"""


def zsh() -> str:
    """For zsh 5."""
    commands = "\n".join(f"    '{name}:{_quoted(summary)}'" for name, summary in COMMANDS.items())
    cases = "\n".join(
        f"    {name}) _arguments {' '.join(_zsh_option(option) for option in options_of(name))} '*:file:_files' ;;"
        for name in COMMANDS
    )
    return f"""#compdef goldseam
_goldseam() {{
  local -a commands
  commands=(
{commands}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local name=$words[2]
  shift words
  (( CURRENT-- ))
  case $name in
{cases}
  esac
}}
_goldseam "$@"
"""


def fish() -> str:
    """For fish 3."""
    lines = ["complete -c goldseam -f"]
    for name, summary in COMMANDS.items():
        lines.append(f"complete -c goldseam -n __fish_use_subcommand -a {name} -d '{_quoted(summary)}'")
        for option in options_of(name):
            takes = " -r -F" if option.value else ""
            short = f" -s {option.short}" if option.short else ""
            lines.append(
                f"complete -c goldseam -n '__fish_seen_subcommand_from {name}' -l {option.name}{short}{takes}"
                f" -d '{_quoted(option.help)}'"
            )
    return "\n".join(lines) + "\n"


def _zsh_option(option: Option) -> str:
    takes = f":{option.value}:_files" if option.value else ""
    return f"'--{option.name}[{_quoted(option.help)}]{takes}'"


def _quoted(text: str) -> str:
    return text.replace("'", "").replace("[", "(").replace("]", ")").replace(":", " -")

"""Completions for bash, zsh and fish, written from the commands themselves."""

from typing import Final

from desktop.arguments import Command

_NOTE: Final = "# Made by packaging/desktop from the command line itself."


def bash(program: Command) -> str:
    """For /usr/share/bash-completion/completions/snug."""
    commands, options, words, values, paths = [], [], [], [], []
    for each in program.all():
        key = " ".join(each.words)
        commands.append(f'        "{key}") echo "{" ".join(_names(each))}" ;;')
        options.append(f'        "{key}") echo "{" ".join(_flags(each))}" ;;')
        if each.choices:
            words.append(f'        "{key}") echo "{" ".join(each.choices)}" ;;')
        if each.takes_path or not each.words:
            paths.append(f'"{key}"')
        for option in each.options:
            for name in option.names:
                if option.choices:
                    values.append(f'        "{key} {name}") echo "{" ".join(option.choices)}" ;;')
                elif option.takes_path:
                    values.append(f'        "{key} {name}") echo @files ;;')
                elif option.value:
                    values.append(f'        "{key} {name}") echo @none ;;')
    return f"""{_NOTE}
_snug_commands() {{
    case "$1" in
{chr(10).join(commands)}
    esac
}}
_snug_options() {{
    case "$1" in
{chr(10).join(options)}
    esac
}}
_snug_words() {{
    case "$1" in
{chr(10).join(words)}
    esac
}}
_snug_value() {{
    case "$1" in
{chr(10).join(values)}
    esac
}}
_snug() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} at="" word next value i skip=""
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${{COMP_WORDS[i]}}
        if [[ -n $skip ]]; then skip=""; continue; fi
        if [[ $word == -* ]]; then
            [[ -n $(_snug_value "$at $word") ]] && skip=yes
            continue
        fi
        next="${{at:+$at }}$word"
        [[ " $(_snug_commands "$at") " == *" $word "* ]] && at=$next
    done
    value=""
    [[ -n $skip ]] && value=$(_snug_value "$at ${{COMP_WORDS[COMP_CWORD - 1]}}")
    case "$value" in
        @files) compopt -o filenames; COMPREPLY=($(compgen -f -- "$current")); return ;;
        @none) return ;;
        ?*) COMPREPLY=($(compgen -W "$value" -- "$current")); return ;;
    esac
    if [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W "$(_snug_options "$at")" -- "$current"))
        return
    fi
    COMPREPLY=($(compgen -W "$(_snug_commands "$at") $(_snug_words "$at")" -- "$current"))
    case "$at" in
        {"|".join(paths)})
            compopt -o filenames
            local IFS=$'\\n'
            COMPREPLY+=($(compgen -f -- "$current")) ;;
    esac
}}
complete -F _snug snug
"""


def zsh(program: Command) -> str:
    """For /usr/share/zsh/vendor-completions/_snug."""
    parts = [_zsh_function(each) for each in program.all()]
    return f"#compdef snug\n{_NOTE}\n\n" + "\n".join(parts) + '\n_snug "$@"\n'


def _zsh_function(command: Command) -> str:
    name = "_".join(("_snug", *command.words)).replace("-", "_")
    lines = [f"{name}() {{", "    local curcontext=$curcontext state line", "    local -A opt_args"]
    arguments = []
    for option in command.options:
        value = ""
        if option.choices:
            value = f":value:({' '.join(option.choices)})"
        elif option.takes_path:
            value = ":file:_files"
        elif option.value:
            value = f":{_zsh(option.value)}:"
        said = _zsh(option.help)
        arguments += [_quoted(f"*{each}[{said}]{value}") for each in option.names]
    if command.parts:
        arguments += [_quoted("1: :->command"), _quoted("*:: :->rest")]
    elif command.choices:
        arguments.append(_quoted(f"*: :({' '.join(command.choices)})"))
    elif command.takes_path:
        arguments.append(_quoted("*:file:_files"))
    joined = " \\\n        ".join(arguments)
    lines.append(f"    _arguments -C \\\n        {joined}")
    if command.parts:
        described = " ".join(
            _quoted(f"{each.words[-1]}:{_zsh(each.summary)}") for each in command.parts
        )
        files = "; _files" if not command.words else ""
        lines += [
            "    case $state in",
            f"    command) local -a found=({described}); _describe command found{files} ;;",
            "    rest)",
            "        case $line[1] in",
        ]
        for each in command.parts:
            inner = "_".join(("_snug", *each.words)).replace("-", "_")
            lines.append(f"        {each.words[-1]}) {inner} ;;")
        if not command.words:
            lines.append("        *) _files ;;")
        lines += ["        esac ;;", "    esac"]
    lines.append("}")
    return "\n".join(lines) + "\n"


def fish(program: Command) -> str:
    """For /usr/share/fish/vendor_completions.d/snug.fish."""
    lines = [
        _NOTE,
        "function __snug_at",
        "    set -l words (string match -v -- '-*' (commandline -opc)[2..])",
        "    set -l length (count $argv)",
        "    test (count $words) -ge $length; or return 1",
        '    test "$words[1..$length]" = "$argv"',
        "end",
    ]
    for command in program.all():
        for part in command.parts:
            at = _fish_exactly(command)
            lines.append(
                f"complete -c snug -n '{at}' -a {part.words[-1]} -d {_quoted(part.summary)}"
            )
        here = _fish_within(command)
        if command.choices:
            lines.append(f"complete -c snug -n '{here}' -a {_quoted(' '.join(command.choices))}")
        if command.words and not command.takes_path:
            lines.append(f"complete -c snug -n '{here}' -f")
        for option in command.options:
            if command.words and option.is_common:
                continue
            names = " ".join(
                f"-l {each[2:]}" if each.startswith("--") else f"-s {each[1:]}"
                for each in option.names
            )
            value = ""
            if option.choices:
                value = f" -x -a {_quoted(' '.join(option.choices))}"
            elif option.takes_path:
                value = " -r -F"
            elif option.value:
                value = " -x"
            said = _quoted(option.help)
            lines.append(f"complete -c snug -n '{here}' {names}{value} -d {said}")
    return "\n".join(lines) + "\n"


def _fish_within(command: Command) -> str:
    return f"__snug_at {' '.join(command.words)}".strip() if command.words else "true"


def _fish_exactly(command: Command) -> str:
    names = " ".join(_names(command))
    within = _fish_within(command)
    return f"{within}; and not __fish_seen_subcommand_from {names}"


def _names(command: Command) -> list[str]:
    return [each.words[-1] for each in command.parts]


def _flags(command: Command) -> list[str]:
    return [name for option in command.options for name in option.names]


def _zsh(text: str) -> str:
    for mark in "\\[]:":
        text = text.replace(mark, f"\\{mark}")
    return text


def _quoted(text: str) -> str:
    """Between single quotes; zsh and fish both take a quote as what ends, is escaped, begins."""
    return "'" + text.replace("'", "'\\''") + "'"

"""``nginxlint completion``: the script that a shell completes commands and options with."""

from __future__ import annotations

import click


@click.command("completion", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script of SHELL.

    \b
    bash: nginxlint completion bash > ~/.local/share/bash-completion/completions/nginxlint
    zsh:  nginxlint completion zsh > "${fpath[1]}/_nginxlint"
    fish: nginxlint completion fish > ~/.config/fish/completions/nginxlint.fish
    """
    from click.shell_completion import get_completion_class

    from nginxlint.cli.group import nginxlint

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(nginxlint, {}, "nginxlint", "_NGINXLINT_COMPLETE").source())

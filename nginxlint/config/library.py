"""Every file of a run: read once, split into tokens once, made into a document once."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from nginxlint.config.loader import Loaded, load
from nginxlint.config.progress import Progress
from nginxlint.syntax.tokens import tokenize
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from nginxlint.files.system import FileSystem
    from nginxlint.nginx.dialect import Dialect
    from nginxlint.syntax.tokens import Tokens


class Library:
    """Texts and documents by real path.

    ``names`` gives what reports call the file at a machine path.
    """

    def __init__(
        self,
        files: FileSystem,
        dialect: Dialect,
        names: Callable[[str], str],
        progress: Progress | None = None,
    ) -> None:
        self.files = files
        self.dialect = dialect
        self._names = names
        self._progress = progress or Progress()
        self._tokens: dict[str, Tokens] = {}
        self._loaded: dict[str, Loaded] = {}

    def tokens(self, real: str, path: str) -> Tokens:
        """The tokens of the file at a resolved real path, which is called after the machine path ``path``.

        Raises ``UnreadableError``.
        """
        try:
            return self._tokens[real]
        except KeyError:
            data = self.files.read_real(real, path)
            return self.put(real, Source.from_bytes(self._names(path), data, path=real))

    def put(self, real: str, source: Source) -> Tokens:
        """Take a text that stands for the file at ``real``."""
        self._progress.files += 1
        tokens = self._tokens[real] = tokenize(source)
        return tokens

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """What ``load_module`` says in any file that was read, in whichever configuration."""
        lists = [tokens.items for tokens in self._tokens.values() if "load_module" in tokens.source.text]
        return tuple(
            str(after) for items in lists for word, after in pairwise(items) if word == "load_module"
        )

    def document(self, real: str, path: str, context: str | None) -> Loaded:
        """The document of a file whose top level stands in ``context``; ``None``: as its content says.

        Raises ``UnreadableError``.
        """
        loaded = self._loaded.get(real)
        if loaded is None:
            loaded = load(self.tokens(real, path), self.dialect, context)
            self._loaded[real] = loaded
        return loaded

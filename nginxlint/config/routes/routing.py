"""What becomes of a request: rewrites, the location, its rewrites, ``try_files``, error pages.

ngx_http_core_run_phases in src/http/ngx_http_core_module.c, ngx_http_rewrite_handler,
ngx_http_try_files_handler and ngx_http_special_response_handler. Access checks are not made: who is let in
goes this way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from nginxlint.config.blocks.answering import PathRequest, answering_request, locations_in
from nginxlint.config.blocks.locations import Location, location_of
from nginxlint.config.inherit import effective, value
from nginxlint.config.kept import kept
from nginxlint.config.known import is_complete
from nginxlint.config.routes.error_pages import error_pages
from nginxlint.config.routes.requests import NAME, Patience, Request, State, UnknownError, sample_paths
from nginxlint.config.routes.rewriting import REDIRECTS, SCRIPT, handler, redirect_of, rewrite_of

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

MAX_CHANGES = 10
"""How often the path may change in one request (NGX_HTTP_MAX_URI_CHANGES)."""


class Step(NamedTuple):
    """A line that gave a request the path ``path``."""

    line: Directive
    path: str


class Answer(NamedTuple):
    """How nginx answers a request.

    ``kind``: content (a file, or what a backend says), redirect (to ``target``), status (a code that nginx
    gives itself), cycle (the path changed too often: 500). ``block`` is the location, ``if`` or server that
    holds at the end, ``line`` what answered.
    """

    kind: Literal["content", "redirect", "status", "cycle"]
    block: Directive
    path: str
    steps: tuple[Step, ...]
    line: Directive | None = None
    status: str = "200"
    target: str = ""


def route(
    configuration: Configuration,
    server: Directive,
    request: Request,
    patience: Patience,
    *,
    page: bool = False,
) -> Answer | None:
    """How ``server`` answers a request, ``None`` if nobody can tell from the configuration.

    ``patience`` is shared by all requests that one question is about. ``page``: it is the page for an error,
    for which no other error page is looked for.
    """
    way = _Way(configuration, server, request, patience)
    way.internal = way.handled = page
    try:
        return way.enter()
    except UnknownError:
        return None


class _Counted(PathRequest):
    """A request for which each regular expression that is tried costs patience."""

    def __init__(self, path: str, patience: Patience) -> None:
        super().__init__(path)
        self._patience = patience

    def fits(self, directive: Directive, location: Location) -> bool:
        self._patience.spend()
        return super().fits(directive, location)


class _Way(State):
    """A request on its way through the phases."""

    def __init__(
        self, configuration: Configuration, server: Directive, request: Request, patience: Patience
    ) -> None:
        super().__init__(configuration, server, request, patience)
        self.block = server
        self.steps: list[Step] = []
        self.changes = MAX_CHANGES + 1
        self.changed = False
        self.internal = False
        self.handled = False
        self.status = ""

    def answer(self, kind: Literal["content", "redirect", "status", "cycle"], **more: str) -> Answer:
        line = self.steps[-1].line if kind == "cycle" else None
        return Answer(kind, self.block, self.path, tuple(self.steps), line, **more)

    def enter(self) -> Answer:
        """The rewrites of the server, which an internal redirect goes through again, then its locations."""
        self.block = self.server
        answer = self.script(self.server)
        return self.finish(answer) if isinstance(answer, Answer) else self.find()

    def find(self) -> Answer:
        """Look for the location, until no rewrite asks for another one."""
        while True:
            if not is_complete(self.configuration, self.server):
                raise UnknownError
            self.block = answering_request(self.server, _Counted(self.path, self.patience))
            self.changed = False
            moved = self.with_slash()
            if moved is not None:
                return self.finish(moved)
            if not self.internal and _is_internal(self.block):
                return self.finish(self.answer("status", status="404"))
            for around in [*reversed([*self.block.ancestors()]), self.block]:
                location = location_of(around)
                if location is not None and location.kind == "regex":
                    self.search(location.name, location.modifier == "~*", self.path)
            answer = None if self.block is self.server else self.script(self.block)
            if isinstance(answer, Answer):
                return self.finish(answer)
            if not self.changed:
                return self.content()
            self.changes -= 1
            if self.changes == 0:
                return self.answer("cycle", status="500")

    def with_slash(self) -> Answer | None:
        """The redirect to a location that passes on and whose name is the path with a slash behind it."""
        here = locations_in(self.server)
        if self.path in here.exact or self.path in here.prefixes:
            return None
        name = f"{self.path}/"
        directive, _ = here.prefixes.get(name, (None, None))
        if directive is None or handler(directive) is None:
            return None
        target = f"{name}?{self.args}" if self.args else name
        return self.answer("redirect", status="301", target=target)._replace(line=directive)

    def script(self, block: Directive) -> Answer | bool:
        """Run the rewrites of a block: an answer, or whether they ended early."""
        if not is_complete(self.configuration, block) or _runs_code(self.configuration, block):
            raise UnknownError
        self.patience.read(len(block.children or ()))
        for line in block.children or ():
            match str(line.name):
                case "rewrite":
                    answer = self.rewrite(line)
                case "return":
                    return self.returned(line)
                case "break":
                    self.changed = False
                    return True
                case "set":
                    self.assign(line)
                    continue
                case "if" if self.condition(line):
                    if block.name == "location":
                        self.block = line
                    answer = self.script(line)
                case _:
                    continue
            if answer:
                return answer
        return False

    def condition(self, line: Directive) -> bool:
        """Whether an ``if`` holds; of one that changes nothing of the way it need not be known."""
        try:
            return self.holds(line)
        except UnknownError:
            inert = not any(one.name in SCRIPT or one.name == "error_page" for one in line.children or ())
            beside = None if line.parent is None else line.parent.first("try_files")
            if inert and beside is None and handler(line) is None:
                self.captures = None
                return False
            raise

    def rewrite(self, line: Directive) -> Answer | bool:
        rewrite = rewrite_of(line)
        if rewrite is None:
            raise UnknownError
        if not self.search(str(rewrite.pattern), False, self.path, resets=True):
            return False
        text = str(rewrite.target)
        adds = self.args if not text.endswith("?") else ""
        text = text.removesuffix("?")
        if rewrite.redirects:
            target = self.address(text)
            if adds:
                target += ("&" if "?" in text else "?") + adds
            status = "301" if rewrite.flag == "permanent" else "302"
            return self.answer("redirect", status=status, target=target)._replace(line=line)
        path, asks, args = text.partition("?")
        path = self.address(path)
        if asks:
            adds = self.text(args) + (f"&{adds}" if adds else "")
        self.path, self.args, self.internal = path, adds, True
        self.steps.append(Step(line, path))
        self.changed = rewrite.flag != "break"
        return bool(rewrite.flag)

    def returned(self, line: Directive) -> Answer:
        redirect = redirect_of(line)
        if redirect is not None:
            target = self.address(str(redirect.target))
            return self.answer("redirect", status=redirect.status, target=target)._replace(line=line)
        if not line.args:
            raise UnknownError
        status = str(line.args[0])
        if len(line.args) > 1 or not status.startswith(("4", "5")):
            # It is sent at once; under the status of the error that it is a page for (ngx_http_send_header).
            self.handled = True
            status = self.status or status
        return self.answer("status", status=status)._replace(line=line)

    def finish(self, answer: Answer) -> Answer:
        """Look for an error page before an answer is sent."""
        if self.handled or self.changes == 0 or answer.status == "444":
            return answer
        for line in effective(self.configuration, self.block, "error_page"):
            for page in error_pages(line):
                if page.code == answer.status:
                    self.handled = value(self.configuration, self.block, "recursive_error_pages") != "on"
                    self.status = answer.status if page.status is None else str(page.status)[1:]
                    target = self.text(str(page.target))
                    if not target.startswith(("/", "@")):
                        status = (page.status or "=302")[1:]
                        status = status if status in REDIRECTS else "302"
                        found = self.answer("redirect", status=status, target=self.address(target))
                        return found._replace(line=line)
                    return self.redirected(line, target)
        return answer

    def content(self) -> Answer:
        tries = None if self.block.name == "if" else self.block.first("try_files")
        if tries is None:
            return self.answer("content", status=self.status or "200")
        if len(tries.args) < 2 or not is_complete(self.configuration, self.block):
            raise UnknownError
        if any(self.is_there(str(word)) for word in tries.args[:-1]):
            return self.answer("content", status=self.status or "200")
        last = str(tries.args[-1])
        if last.startswith("="):
            return self.finish(self.answer("status", status=last[1:])._replace(line=tries))
        if "$" in last and effective(self.configuration, self.block, "alias"):
            raise UnknownError
        return self.redirected(tries, self.text(last))

    def is_there(self, word: str) -> bool:
        """Whether ``try_files`` finds a file or folder: none of the made-up name, but what a line leads
        to.
        """
        looks_for_folder = word.endswith("/")
        path = self.text(word.removesuffix("/"))
        if NAME in path:
            return False
        if "$" not in word or not self.steps:
            raise UnknownError
        if looks_for_folder:
            if "." in path.rpartition("/")[2]:
                return False
            raise UnknownError
        return path == self.path and not path.endswith("/")

    def redirected(self, line: Directive, target: str) -> Answer:
        """Go on with another path or a named location (ngx_http_internal_redirect)."""
        self.changes -= 1
        if target.startswith("@"):
            self.steps.append(Step(line, self.path))
        else:
            self.path, _, self.args = target.partition("?")
            self.steps.append(Step(line, self.path))
        self.internal = True
        if self.changes == 0:
            return self.answer("cycle", status="500")
        if not self.path or not self.path.isascii() or "\0" in self.path:
            raise UnknownError
        if not target.startswith("@"):
            return self.enter()
        named = locations_in(self.server).named.get(target)
        if named is None:
            raise UnknownError
        self.block = named
        self.changed = False
        answer = self.script(self.block)
        if isinstance(answer, Answer):
            return self.finish(answer)
        if not self.changed:
            return self.content()
        self.changes -= 1
        return self.find() if self.changes else self.answer("cycle", status="500")


def _is_internal(block: Directive) -> bool:
    return any(
        one.first("internal") is not None for one in (block, *block.ancestors()) if one.name == "location"
    )


_CODE = tuple(
    f"{phase}_by_lua{kind}"
    for phase in ("server_rewrite", "rewrite", "access", "set")
    for kind in ("", "_block", "_file")
)


def _runs_code(configuration: Configuration, block: Directive) -> bool:
    """Whether a program may send the request elsewhere."""
    by_name = configuration.by_name
    names = [name for name in _CODE if name in by_name]
    return bool(names) and bool(effective(configuration, block, *names))


class Rerun(NamedTuple):
    """A path that one ``rewrite`` makes another of, and the line that then takes that one."""

    path: str
    becomes: str
    line: Directive


@kept
def _patience(_: Configuration) -> Patience:
    """For all results of rewrites without a flag."""
    return Patience()


def rewritten_again(configuration: Configuration, line: Directive) -> Rerun | None:
    """What happens to the result of a ``rewrite`` without a flag in the lines that follow it."""
    block = line.parent
    rewrite = rewrite_of(line)
    if block is None or rewrite is None or rewrite.ends or not is_complete(configuration, block):
        return None
    children = block.children or []
    patience = _patience(configuration)
    try:
        patience.read(len(children))
    except UnknownError:
        return None
    at = next(at for at, one in enumerate(children) if one is line)
    following = [one for one in children[at + 1 :] if one.name in SCRIPT]
    if not following:
        return None
    for path in sample_paths(line):
        way = _Way(configuration, block, Request(path), patience)
        try:
            way.rewrite(line)
            if way.steps:
                becomes = way.path
                for one in following:
                    if one.name not in ("rewrite", "set"):
                        if one.name == "return" and not any("$" in arg for arg in one.args):
                            return Rerun(path, becomes, one)
                        break
                    if one.name == "rewrite" and one.args[:1] != line.args[:1]:
                        way.rewrite(one)
                        if len(way.steps) > 1 or way.path != becomes:
                            return Rerun(path, becomes, one)
        except UnknownError:
            continue
    return None

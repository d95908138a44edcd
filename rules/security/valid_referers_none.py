from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, location_of, on


class ValidReferersNone(Rule):
    """`valid_referers none` or `blocked` lets requests without a referrer pass.

    A page can keep browsers from sending a `Referer` (`Referrer-Policy: no-referrer`). So `none`, and
    `blocked` likewise, opens the check to every site. To keep others from embedding images that is fine, and
    nothing is reported for a location of images and videos; as a protection of anything else it is worthless.

    How to fix: leave the word out where the check protects something. Better protect it by a token or a
    password.

    When to ignore: if the check is against embedding alone.
    """

    id = "valid-referers-none"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_referer_module.html",)

    @on("valid_referers")
    def check(self, line: Directive, report: Report) -> None:
        block = line.within("location")
        meaning = None if block is None else location_of(block)
        if meaning is not None and any(word in meaning.name.lower() for word in _MEDIA):
            return
        for word in line.args:
            if word in ("none", "blocked"):
                how = "without a `Referer`" if word == "none" else "with a `Referer` that is no address"
                report(
                    word,
                    f"`valid_referers {word}` lets requests {how} pass: any page can have its "
                    "visitors' browser send those",
                    help=f"Leave `{word}` out if the check protects more than images.",
                )
                return


_MEDIA = (
    "jpg",
    "jpeg",
    "png",
    "gif",
    "webp",
    "mp4",
    "mp3",
    "flv",
    "swf",
    "svg",
    "image",
    "img",
    "media",
    "video",
)

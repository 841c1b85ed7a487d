"""What stands around a page, as plain values.

A context processor fills a Frame from the viewer; layout/*.html draw it. Every word in it is
already translated and every address already built, so the templates only place things.
"""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How something stands; the theme gives each a colour and a shape."""

    DONE = "done"
    SOON = "soon"
    GAP = "gap"
    GOING = "going"
    IDLE = "idle"
    VOID = "void"


@dataclass(frozen=True)
class NavEntry:
    """One place to go: on the rail at the desk or in the bottom bar of a phone.

    `icon` names a symbol of static/img/icons.svg or of the vendored Bootstrap sprite. `count` is how many matters wait there (0 shows
    nothing) and `count_meaning` says so in words for those who hear the page.
    """

    label: str
    url: str
    icon: str
    count: int = 0
    count_meaning: str = ""
    current: bool = False


@dataclass(frozen=True)
class Strip:
    """One line at the top, only when there is something to say; `url` leads to the matter."""

    text: str
    url: str = ""
    action: str = ""
    tone: Tone = Tone.SOON


@dataclass(frozen=True)
class Toast:
    """What was just done. `undo_url` takes it back by POST within `seconds`; empty: no way back.

    A page without scripts shows it as a strip with the same button.
    """

    text: str
    tone: Tone = Tone.DONE
    undo_url: str = ""
    seconds: int = 10


@dataclass(frozen=True)
class Frame:
    """Everything around the page. Without a signed-in person only the last group is filled.

    `rail` holds all sections (desk); `bar` the four of a phone's bottom bar; `more` what the bar
    has no room for (drawn behind a fifth entry; empty draws none).
    """

    community: str = ""
    mark: str = ""
    home_url: str = "/"

    duty_date: str = ""
    shift: str = ""
    shift_hours: str = ""
    remaining: str = ""

    who: str = ""
    role: str = ""
    search_url: str = ""
    search_hint: str = ""

    rail: tuple[NavEntry, ...] = ()
    bar: tuple[NavEntry, ...] = ()
    more: tuple[NavEntry, ...] = ()
    strips: tuple[Strip, ...] = ()
    toasts: tuple[Toast, ...] = ()
    example_data: bool = False

    sign_in_url: str = ""
    sign_out_url: str = ""
    pass_on_url: str = ""
    language_url: str = ""
    other_language: str = "en"
    other_language_name: str = "English"
    large_text_url: str = ""
    large_text: bool = False

    @property
    def signed_in(self) -> bool:
        return bool(self.who)

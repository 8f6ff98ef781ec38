"""Page table: what a row of it says: an address, who may open it, and what answers."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from exchange.core.vocabulary import Role
from exchange.flows.staff.authenticate import ONLOOKERS, OPERATORS, SENDERS
from exchange.web.foundation.visit import Visit

Answer = Callable[[Visit], Response]
"""Sync code that answers a visit; what it raises is shown as a page."""
ANYBODY: frozenset[Role] = frozenset()
CASEWORK, SEEING = SENDERS, ONLOOKERS
STAFF = ONLOOKERS | OPERATORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page.

    `roles` are those who may open it; empty, it is open to anybody and asks for no session. `fresh` says that what its
    form does needs the own passphrase of the last five minutes, and its form asks for it where that is longer ago.
    `files` says that its form carries files. `menu` is the key of its word in the menu; empty, it does not stand there.
    `demo` pages a hub of production does not have.
    """

    path: str
    roles: frozenset[Role] = ANYBODY
    fresh: bool = False
    get: Answer | None = None
    post: Answer | None = None
    menu: str = ""
    files: bool = False
    demo: bool = False

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods it takes."""
        return (*(("GET",) if self.get else ()), *(("POST",) if self.post else ()))

    def open_to(self, role: Role | None) -> bool:
        """Whether somebody of this role may open it; None is somebody who is not signed in."""
        return not self.roles or role in self.roles

"""Files of a case as its page shows them: the name, how large it is, where it is, and how it is addressed."""

from collections.abc import Mapping, Sequence

from exchange.queries.files import CaseFile
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import size_of, word

_OURS, _THEIRS = "hin", "her"


def rows(files: Sequence[CaseFile], *, visit: Visit) -> Sequence[Mapping[str, str]]:
    """Files as a page shows them: the name, size and category, where each is, and the last part of its address."""
    return [
        {
            "which": which,
            "name": one.ref.name,
            "about": f"{size_of(one.ref.length)}, {word('categories', one.ref.category, visit.language)}",
            "way": one.way.value,
        }
        for which, one in numbered(files).items()
    ]


def numbered(files: Sequence[CaseFile]) -> Mapping[str, CaseFile]:
    """Files by what they are called in addresses: which way they went, and the how-manieth: no id, and no name."""
    ours, theirs = ([one for one in files if one.ours == own] for own in (True, False))
    return {f"{way}-{place}": one for way, of in ((_OURS, ours), (_THEIRS, theirs)) for place, one in enumerate(of, 1)}

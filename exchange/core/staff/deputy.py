"""Deputy period: somebody stands in for a colleague from one day to another, both included, and sees their cases."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from exchange.core.calendar import day_of, end_of_day, german_day
from exchange.core.errors import Refusal
from exchange.core.said import NOTHING, Said

LONGEST = timedelta(days=366)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyPeriod:
    """`deputy` stands in for `owner` in `[valid_from, valid_until)` (UTC): whole days in Berlin.

    `entered_by` and `confirmed_by` are the two who say so. One that was ended early has the instant of that.
    """

    id: str
    deputy: str
    owner: str
    valid_from: datetime
    valid_until: datetime
    entered_by: str
    confirmed_by: str

    def runs_at(self, at: datetime) -> bool:
        """Say whether they stand in at the instant."""
        return self.valid_from <= at < self.valid_until

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day, in Berlin."""
        return days_of(self.valid_from, self.valid_until)


def span_of(first: date, last: date) -> tuple[datetime, datetime]:
    """The instants between which somebody stands in from the first day to the last, that included (§ 188(1) BGB).

    Raises:
        DaysUnfit: the last is before the first, or more than a year after it.
    """
    if not timedelta() <= last - first <= LONGEST:
        raise DaysUnfit(f"{first} – {last}")
    return end_of_day(first - _ONE_DAY), end_of_day(last)


def read_day(text: str) -> date:
    """Read a day as people type it, `2026-12-21`.

    Raises:
        DaysUnfit: it is no day, or written in another way.
    """
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        meant = german_day(text)
        form = Said(str(meant), str(meant)) if meant else NOTHING
        raise DaysUnfit(text.strip()).saying(form=form) from error


def days_of(begins: datetime, ends: datetime) -> tuple[date, date]:
    """The days of such a span."""
    return day_of(begins), day_of(ends - timedelta(microseconds=1))


class DaysUnfit(Refusal):
    """A deputy stands in from a first day to a last one, for a year at the most."""

    code = "SENDER_DAYS_UNFIT"
    de = "Eine Vertretung geht von einem ersten bis zu einem letzten Tag, höchstens ein Jahr lang."
    fix_de = "Nennen Sie beide Tage so: --from 2026-12-21 --to 2027-01-03. Der letzte liegt nicht in der Vergangenheit."
    fix_en = "Name both days like this: --from 2026-12-21 --to 2027-01-03. The last one is not in the past."


class NoDeputy(Refusal):
    """Only a member of staff with the role deputy stands in, and for somebody else who has cases."""

    code = "SENDER_NO_DEPUTY"
    de = "Vertreten kann nur, wer die Rolle Vertretung hat, und nur eine andere Person, die Fälle haben kann."
    fix_de = "Geben Sie die Rolle zu zweit (geleit staff role), und nennen Sie mit --for wessen Fälle es sind."
    fix_en = "Give the role by two (geleit staff role), and name with --for whose cases these are."


class NotStandingIn(Refusal):
    """This deputy does not stand in for whose case this is, now."""

    code = "SENDER_NOT_STANDING_IN"
    status = 403
    de = "Diese Vertretung vertritt die Person, deren Fall das ist, zurzeit nicht."
    fix_de = "Tragen Sie zu zweit ein, wen sie wann vertritt (geleit staff deputy), oder bitten Sie jemand anderen."
    fix_en = "Enter by two whom they stand in for, from when to when (geleit staff deputy), or ask somebody else."

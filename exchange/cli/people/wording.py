"""Staff changes in words: what was entered about whom, what a second person confirms, what comes next."""

from collections.abc import Sequence
from pathlib import Path

from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import labelled, moment, word
from exchange.core.staff.change import Change, ChangeKind
from exchange.core.staff.deputy import days_of
from exchange.core.staff.staff import Staff


def change_text(change: Change) -> str:
    """What somebody confirms."""
    facts = {either("Was", "What"): f"{word('staff-changes', change.kind)} ({change.subject})"}
    if change.name:
        facts[either("Name", "Name")] = change.name
    facts[either("Rolle", "Role")] = word("roles", change.role)
    if change.kind is ChangeKind.DEPUTY and change.valid_from and change.valid_until:
        first, last = days_of(change.valid_from, change.valid_until)
        facts[either("Vertritt", "Stands in for")] = f"{change.topic}, {first} – {last}"
    if change.kind is ChangeKind.TRAINING:
        until = f"{either('bis', 'until')} {moment(change.valid_until)}"
        facts[either("Schulung", "Training")] = f"{word('training-topics', change.topic)}, {until}"
    facts[either("Eingetragen von", "Entered by")] = change.entered_by
    facts[either("Zu bestätigen bis", "To be confirmed by")] = moment(change.until)
    return f"{change.staff}\n{labelled(facts, indent='  ')}"


def entered_text(change: Change, *, half: str, alone: bool) -> str:
    """What was entered, and what is next."""
    if alone:
        said = word("training-topics", change.topic)
        return either(
            f"{change.staff}: {said}, eingetragen von einer Gründerin oder einem Gründer allein.",
            f"{change.staff}: {said}, entered by one of two founders alone.",
        )
    what = "" if half else f" --what {change.subject}"
    lines = [f"{change.staff}: {word('staff-changes', change.kind)}"]
    if half:
        lines.append(handed_over(change, half))
    who = either("Eine zweite Person bestätigt", "Another person confirms")
    return "\n".join([*lines, f"{who}: geleit staff confirm … {change.staff}{what} --by …"])


def handed_over(change: Change, half: str) -> str:
    """A half of a code: it is shown only now, and goes to its owner alone."""
    until = moment(change.until)
    return either(
        f"Ihre Hälfte des Codes: {half}\n"
        f"Sie wird nur jetzt gezeigt. Geben Sie sie {change.staff} selbst, und niemandem sonst.\n"
        f"Mit beiden Hälften, bis {until}: geleit staff activate … {change.staff}",
        f"Your half of the code: {half}\n"
        f"It is shown only now. Give it to {change.staff} in person, and to nobody else.\n"
        f"With both halves, until {until}: geleit staff activate … {change.staff}",
    )


def confirmed_text(change: Change, *, half: str) -> str:
    """What holds after a second person confirmed."""
    if half:
        return handed_over(change, half)
    return either(f"{change.staff}: Bestätigt, es gilt.", f"{change.staff}: Confirmed, it holds.")


def account_text(staff: Staff) -> str:
    """An account as it is now."""
    stands = either("Das Konto gilt.", "The account counts.") if staff.active else either("Gesperrt.", "Closed.")
    return f"{staff.id}: {word('roles', staff.role)}. {stands}"


def ended_text(staff: str, owner: str, *, many: int) -> str:
    """What became of a deputy's days."""
    if not many:
        return either(f"{staff} vertritt {owner} nicht.", f"{staff} does not stand in for {owner}.")
    return either(f"{staff} vertritt {owner} nicht mehr.", f"{staff} does not stand in for {owner} any more.")


def moved_text(staff: str, to: str, *, codes: Sequence[str]) -> str:
    """Which open cases went from one to another."""
    if not codes:
        return either(f"{staff} hat keine offenen Fälle.", f"{staff} has no open cases.")
    head = either(f"{to} hat jetzt die Fälle von {staff}:", f"{to} now has the cases of {staff}:")
    return "\n".join([head, *(f"  {one}" for one in codes)])


def gone_text(staff: str, left: Sequence[str], *, directory: Path) -> str:
    """Somebody who left, and the cases that are left."""
    lines = [either(f"{staff} kann nicht mehr handeln.", f"{staff} can act no more.")]
    if not left:
        return "\n".join([*lines, either("Keine offenen Fälle.", "No open cases.")])
    lines.append(either(f"Offene Fälle: {len(left)}", f"Open cases: {len(left)}"))
    lines += [f"  {one}" for one in left]
    return "\n".join([*lines, f"{either('Weiter', 'Next')}: geleit staff hand-over {directory} {staff} --to …"])

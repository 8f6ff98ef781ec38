"""Team texts: who has how many cases, handing them over, who stands in, and what a second person confirms."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

_TEAM: Mapping[str, Said] = {
    "menu": Said("Team", "Team"),
    "title": Said("Team", "Team"),
    "further": Said("Weiteres zum Team", "More about the team"),
    "back": Said("Zurück zum Team", "Back to the team"),
    "all_well": Said("Bei niemandem wartet etwas. Schön.", "Nothing waits for anybody. Good."),
    "all_waiting": Said(
        "Alle Fälle haben jemanden. Wartend im ganzen Team: {count}.",
        "Every case has somebody. Waiting in the whole team: {count}.",
    ),
    "left": Said(
        "Fälle ohne jemanden: {count}. Bitte geben Sie sie weiter.",
        "Cases without anybody: {count}. Please hand them over.",
    ),
    "open": Said("{count} offene Fälle", "{count} open cases"),
    "open.one": Said("1 offener Fall", "1 open case"),
    "waiting": Said("{count} wartet", "{count} waiting"),
    "gone": Said("nicht mehr da", "no longer here"),
    "to_hand_over": Said("abgeben", "to hand over"),
    "stands_in": Said("vertritt {name} bis {until}", "stands in for {name} until {until}"),
    "trainings": Said("Schulungen, die bald auslaufen", "Trainings that run out soon"),
    "training_ends": Said("{name}: {topic}, gilt bis {day}", "{name}: {topic}, holds until {day}"),
    "trainings_why": Said(
        "Ohne gültige Schulung darf man solche Angaben nicht senden und ihnen nicht zustimmen.",
        "Without a training that holds nobody may send such details or approve them.",
    ),
    "cases_title": Said("Fälle von {name}", "Cases of {name}"),
    "cases": Said("Das ist offen.", "This is open."),
    "no_cases": Said("Hier ist nichts offen.", "Nothing is open here."),
    "which": Said("Welche Fälle möchten Sie abgeben?", "Which cases would you like to hand over?"),
    "more": Said(
        "Gezeigt sind die ersten 100. „Alle abgeben“ meint alle.", "The first 100 are shown. “Hand over all” means all."
    ),
    "to": Said("An wen?", "To whom?"),
    "choose": Said("Bitte wählen", "Please choose"),
    "give": Said("Ausgewählte abgeben", "Hand over the chosen"),
    "give_all": Said("Alle abgeben", "Hand over all"),
    "given": Said("{count} Fälle sind abgegeben.", "{count} cases are handed over."),
    "given.one": Said("1 Fall ist abgegeben.", "1 case is handed over."),
}
_DEPUTIES: Mapping[str, Said] = {
    "deputies": Said("Vertretungen", "Deputies"),
    "standing_in": Said("Diese Vertretungen gelten.", "These deputies stand in."),
    "nobody_stands_in": Said("Gerade vertritt niemand.", "Nobody stands in now."),
    "stands": Said("{deputy} vertritt {owner}", "{deputy} stands in for {owner}"),
    "days": Said("vom {first} bis {last}", "from {first} to {last}"),
    "end": Said("Früher beenden", "End it earlier"),
    "end_why": Said(
        "Die Vertretung sieht die Fälle dann sofort nicht mehr.", "The deputy then sees those cases no longer, at once."
    ),
    "end_now": Said("Jetzt beenden", "End it now"),
    "enter": Said("Vertretung eintragen", "Enter a deputy"),
    "enter_why": Said(
        "Eine zweite Person bestätigt sie unter „Bestätigen“. Vorher gilt sie nicht.",
        "A second person confirms it under “Confirm”. Before that it does not count.",
    ),
    "deputy": Said("Wer vertritt?", "Who stands in?"),
    "for": Said("Wen?", "For whom?"),
    "first": Said("Erster Tag", "First day"),
    "last": Said("Letzter Tag", "Last day"),
    "do_enter": Said("Eintragen", "Enter it"),
    "no_deputy": Said(
        "Hier hat niemand die Rolle Vertretung. Die Technik kann ein solches Konto eintragen.",
        "Nobody here has the role of a deputy. Operations can enter such an account.",
    ),
    "deputy_done.1": Said(
        "Eingetragen. Bitten Sie jemand anderen, unter „Bestätigen“ zuzustimmen.",
        "Entered. Please ask somebody else to confirm it under “Confirm”.",
    ),
    "deputy_done.2": Said("Beendet.", "Ended."),
}
_CONFIRMING: Mapping[str, Said] = {
    "confirm.menu": Said("Bestätigen", "Confirm"),
    "confirm.title": Said("Bestätigen", "Confirm"),
    "confirm.waiting": Said("Das wartet auf eine zweite Person.", "This waits for a second person."),
    "confirm.none": Said("Nichts wartet auf Sie.", "Nothing waits for you."),
    "confirm.by": Said(
        "Eingetragen von {name}. Gilt bis {day}, dann verfällt es.", "Entered by {name}. Void after {day}."
    ),
    "confirm.deputy": Said(" für {name}, bis {day}", " for {name}, until {day}"),
    "confirm.do": Said("Bestätigen", "Confirm"),
    "confirm.done": Said("Bestätigt. Es gilt ab jetzt.", "Confirmed. It counts from now on."),
    "confirm.own": Said("Das muss jemand anders bestätigen", "Somebody else has to confirm this"),
    "confirm.half": Said("Bestätigt. Das ist Ihre Hälfte des Codes:", "Confirmed. This is your half of the code:"),
    "confirm.half_why": Said(
        "Sie steht nur jetzt hier. Geben Sie sie {staff} persönlich. Die andere Hälfte hat, wer eingetragen hat.",
        "It stands here only now. Hand it to {staff} in person; who entered it has the other half.",
    ),
}
TEXTS: Mapping[str, Said] = MappingProxyType({**_TEAM, **_DEPUTIES, **_CONFIRMING})

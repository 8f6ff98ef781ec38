"""The table of commands."""

import typer

from exchange.cli import (
    approving,
    clients,
    consents,
    followup,
    hooks,
    hub,
    inspect,
    keyring,
    log,
    partners,
    partyside,
    people,
    referrals,
    schema,
    serving,
)
from exchange.cli.output import EXIT_HELP

app = typer.Typer(
    name="geleit",
    help="Geleit: Überleitungen vom Jobcenter an Partner, im Rahmen der Einwilligung. / "
    "Referrals from Jobcenters to partners, within the consent given.",
    epilog=EXIT_HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
staff = typer.Typer(help="Mitarbeitende und Schulungen / staff and trainings", no_args_is_help=True)
partner = typer.Typer(help="Partner: aufnehmen, sperren; selbst Partner sein / partners", no_args_is_help=True)
client = typer.Typer(help="Fachverfahren des eigenen Hauses / the organisation's own systems", no_args_is_help=True)
hook = typer.Typer(help="Rückrufe der Stellen: Stand, Geheimnis, Test / partners' hooks", no_args_is_help=True)
consent = typer.Typer(help="Einwilligungen erfassen / record consents", no_args_is_help=True)
keys = typer.Typer(help="Schlüssel der Vermittlungsstelle / the hub's keys", no_args_is_help=True)
evidence = typer.Typer(help="Nachweis-Protokoll / the evidence log", no_args_is_help=True)
schemata = typer.Typer(help="Schemas prüfen, Beispiele / check schemas, examples", no_args_is_help=True)

for name, command in (
    ("init", hub.init),
    ("serve", serving.serve),
    ("work", serving.work),
    ("migrate", hub.migrate),
    ("doctor", inspect.doctor),
    ("verify-log", log.verify),
    ("refer", referrals.refer),
    ("edit", referrals.edit),
    ("assign", referrals.assign),
    ("approve", approving.approve_draft),
    ("release", referrals.release),
    ("list", referrals.list_referrals),
    ("show", referrals.show_referral),
    ("cancel", referrals.cancel),
    ("answer", followup.answer),
    ("update", followup.update),
    ("told", followup.told),
    ("resend", followup.resend),
    ("resume", followup.resume),
    ("end", followup.end),
    ("settle", followup.settle),
    ("feedback", referrals.feedback),
    ("withdraw", consents.withdraw),
):
    app.command(name)(command)
staff.command("add")(people.add)
staff.command("training")(people.training)
staff.command("deactivate")(people.deactivate)
staff.command("hand-over")(people.hand_over)
partner.command("enrol")(partners.enrol)
partner.command("suspend")(partners.suspend)
hook.command("show")(hooks.show_hooks)
hook.command("secret")(hooks.renew_secret)
hook.command("test")(hooks.call_now)
partner.add_typer(hook, name="hook")
for name, command in (
    ("init", partyside.init),
    ("receive", partyside.receive),
    ("watch", partyside.watch),
    ("list", partyside.list_packets),
    ("open", partyside.open_packet),
    ("acknowledge", partyside.acknowledge),
    ("feedback", partyside.feedback),
):
    partner.command(name)(command)
client.command("add")(clients.add)
client.command("list")(clients.list_clients)
client.command("suspend")(clients.suspend)
consent.command("record")(consents.record)
keys.command("list")(keyring.list_keys)
keys.command("rotate")(keyring.rotate)
for name, command in (
    ("verify", log.verify),
    ("fsck", log.fsck),
    ("prove", log.prove_leaves),
    ("check", log.check),
    ("succeed", log.succeed_log),
):
    evidence.command(name)(command)
schemata.command("check")(schema.check)
schemata.command("example")(schema.example)
for group, typed in (
    ("staff", staff),
    ("partner", partner),
    ("client", client),
    ("consent", consent),
    ("keys", keys),
    ("log", evidence),
):
    app.add_typer(typed, name=group)
app.add_typer(schemata, name="schema")

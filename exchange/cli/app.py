"""Command table: every command of `geleit` and its group."""

import typer

from exchange.cli import (
    approving,
    clients,
    consents,
    doctor,
    followup,
    hub,
    keys,
    log,
    partner,
    partners,
    referrals,
    schema,
    serving,
    standing,
    webhooks,
    witness,
)
from exchange.cli.compliance import arming, break_glass, evidence, export, register, rules
from exchange.cli.compliance import check as compliance
from exchange.cli.consent import explain, printing, receipt, texts
from exchange.cli.output import EXIT_HELP
from exchange.cli.people import conflict, hint, ledger, letter, persons, roster, sessions, staff
from exchange.cli.plan.commands import COMMANDS as PLAN_COMMANDS
from exchange.cli.sending import sealing
from exchange.cli.terminal.language import renamed, spoken

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
staff_group = typer.Typer(help="Mitarbeitende und Schulungen / staff and trainings", no_args_is_help=True)
partner_group = typer.Typer(help="Partner: aufnehmen, sperren; selbst Partner sein / partners", no_args_is_help=True)
client_group = typer.Typer(
    help="Fachverfahren des eigenen Hauses / the organisation's own systems", no_args_is_help=True
)
hook_group = typer.Typer(help="Rückrufe der Stellen: Stand, Geheimnis, Test / partners' hooks", no_args_is_help=True)
consent_group = typer.Typer(help="Einwilligungen erfassen / record consents", no_args_is_help=True)
text_group = typer.Typer(help="Texte der Einwilligungen / texts of consents", no_args_is_help=True)
person_group = typer.Typer(help="Personen: ansehen, zusammenführen, berichtigen / persons", no_args_is_help=True)
conflict_group = typer.Typer(help="Befangenheit / conflicts of interest", no_args_is_help=True)
glass_group = typer.Typer(help="Notfallzugriff: ansehen, prüfen / break-glass access", no_args_is_help=True)
plan_group = typer.Typer(help="Unterstützungspläne: was vereinbart ist / support plans", no_args_is_help=True)
keys_group = typer.Typer(help="Schlüssel der Vermittlungsstelle / the hub's keys", no_args_is_help=True)
compliance_group = typer.Typer(help="Regeln und Prüfung / rules and review", no_args_is_help=True)
register_group = typer.Typer(
    help="Verzeichnisse: was vereinbart, gemeldet, bekannt ist / registers", no_args_is_help=True
)
evidence_group = typer.Typer(help="Nachweis-Protokoll / the evidence log", no_args_is_help=True)
bundle_group = typer.Typer(help="Nachweise ausgeben und prüfen / hand out evidence, and check it", no_args_is_help=True)
witness_group = typer.Typer(help="Protokolle bezeugen, fremde und unseres / witness logs", no_args_is_help=True)
schema_group = typer.Typer(help="Schemas prüfen, Beispiele / check schemas, examples", no_args_is_help=True)

for name, command in (
    ("init", hub.init),
    ("serve", serving.serve),
    ("work", serving.work),
    ("migrate", hub.migrate),
    ("doctor", doctor.doctor),
    ("verify-log", log.verify),
    ("refer", referrals.refer),
    ("edit", referrals.edit),
    ("assign", referrals.assign),
    ("approve", approving.approve_draft),
    ("give-back", approving.give_draft_back),
    ("ask-approval", approving.ask),
    ("release", referrals.release),
    ("list", referrals.list_referrals),
    ("show", referrals.show_referral),
    ("explain", explain.explain),
    ("cancel", referrals.cancel),
    ("answer", followup.answer),
    ("update", followup.update),
    ("report", followup.report_step),
    ("resend", followup.resend),
    ("resume", followup.resume),
    ("end", followup.end),
    ("settle", followup.settle),
    ("feedback", referrals.feedback),
    ("withdraw", consents.withdraw),
    ("hint", hint.show_hint),
    ("seal-part", sealing.seal),
):
    app.command(name)(spoken(command))
app.command("told")(spoken(renamed(followup.report_step, to="report")))  # the name of `report` until 0.2
for name, command in (
    ("list", roster.list_staff),
    ("found", roster.found),
    ("add", staff.add),
    ("confirm", staff.confirm),
    ("activate", staff.activate),
    ("role", staff.change_role),
    ("training", staff.training),
    ("deputy", staff.deputy),
    ("passphrase", staff.passphrase),
    ("reset", staff.reset),
    ("deactivate", staff.deactivate),
    ("return", staff.come_back),
    ("hand-over", staff.hand_over),
    ("sessions", sessions.sessions),
    ("sign-out", sessions.sign_out),
):
    staff_group.command(name)(spoken(command))
partner_group.command("enrol")(spoken(partners.enrol))
partner_group.command("accept")(spoken(partners.accept))
partner_group.command("suspend")(spoken(standing.suspend))
partner_group.command("resume")(spoken(standing.resume))
partner_group.command("show")(spoken(standing.show_one))
hook_group.command("show")(spoken(webhooks.show_webhooks))
hook_group.command("secret")(spoken(webhooks.renew_secret))
hook_group.command("test")(spoken(webhooks.call_now))
partner_group.add_typer(hook_group, name="hook")
for name, command in (
    ("init", partner.init),
    ("receive", partner.receive),
    ("watch", partner.watch),
    ("list", standing.list_either),
    ("open", partner.open_packet),
    ("acknowledge", partner.acknowledge),
    ("feedback", partner.feedback),
):
    partner_group.command(name)(spoken(command))
client_group.command("add")(spoken(clients.add))
client_group.command("list")(spoken(clients.list_clients))
client_group.command("suspend")(spoken(clients.suspend))
consent_group.command("record")(spoken(consents.record))
consent_group.command("refuse")(spoken(consents.refuse))
consent_group.command("renew")(spoken(consents.renew))
consent_group.command("receipt")(spoken(receipt.receipt))
consent_group.command("form")(spoken(printing.print_form))
consent_group.command("list")(spoken(persons.list_consents))
consent_group.command("show")(spoken(persons.show_one))
for name, command in (
    ("add", texts.add),
    ("release", texts.release),
    ("list", texts.list_texts),
    ("show", texts.show_text),
):
    text_group.command(name)(spoken(command))
for name, command in (
    ("show", persons.show_person),
    ("ledger", ledger.show_ledger),
    ("letter", letter.write_letter),
    ("merge", persons.merge),
    ("approve-merge", persons.approve_merge),
    ("correct", persons.correct),
):
    person_group.command(name)(spoken(command))
glass_group.command("look")(spoken(break_glass.look))
glass_group.command("confirm")(spoken(break_glass.confirm))
glass_group.command("told")(spoken(break_glass.told))
conflict_group.command("add")(spoken(conflict.add))
for name, command in PLAN_COMMANDS.items():
    plan_group.command(name)(spoken(command))
for name, command in (
    ("put", register.put),
    ("list", register.list_facts),
    ("show", register.show_facts),
    ("history", register.history),
    ("export", export.export),
):
    register_group.command(name)(spoken(command))
compliance_group.command("check")(spoken(compliance.check))
compliance_group.command("rules")(spoken(rules.rules))
compliance_group.command("arm")(spoken(arming.arm))
compliance_group.command("disarm")(spoken(arming.disarm))
compliance_group.command("waive")(spoken(arming.waive))
keys_group.command("list")(spoken(keys.list_keys))
keys_group.command("rotate")(spoken(keys.rotate))
for name, command in (
    ("verify", log.verify),
    ("fsck", log.fsck),
    ("prove", log.prove_leaves),
    ("check", log.check),
    ("restate", log.restate),
    ("succeed", log.open_successor_log),
):
    evidence_group.command(name)(spoken(command))
bundle_group.command("export")(spoken(evidence.export))
bundle_group.command("verify")(spoken(evidence.verify))
witness_group.command("add")(spoken(witness.add))
witness_group.command("logs")(spoken(witness.logs))
witness_group.command("ask")(spoken(witness.ask))
witness_group.command("list")(spoken(witness.list_witnesses))
witness_group.command("policy")(spoken(witness.policy))
witness_group.command("evidence")(spoken(witness.evidence))
schema_group.command("check")(spoken(schema.check))
schema_group.command("example")(spoken(schema.example))
schema_group.command("codes")(spoken(schema.codes))
for group, typed in (
    ("staff", staff_group),
    ("partner", partner_group),
    ("client", client_group),
    ("consent", consent_group),
    ("text", text_group),
    ("person", person_group),
    ("plan", plan_group),
    ("conflict", conflict_group),
    ("break-glass", glass_group),
    ("register", register_group),
    ("compliance", compliance_group),
    ("keys", keys_group),
    ("log", evidence_group),
    ("witness", witness_group),
    ("evidence", bundle_group),
):
    app.add_typer(typed, name=group)
app.add_typer(schema_group, name="schema")

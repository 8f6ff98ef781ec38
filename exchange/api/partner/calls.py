"""Partner API operations: the calls of partners (protocol section 4)."""

from functools import partial

from exchange.api.calls.call import Body, Call, Parameter, Words
from exchange.api.calls.terms import BYTES, ID, LIMIT, SHA256, cursor, done, given
from exchange.api.partner import directory, events, packets, referrals
from exchange.core import errors
from exchange.core.packet.media import AttachmentRefused
from exchange.core.upload import UploadQuotaExceeded
from exchange.edge.http.errors import NotGenuine
from exchange.edge.wakeup import Wakeup
from exchange.flows.events.park import EventsAhead
from exchange.ports.hub import Hub

GROUP = "Stellen / partners"
RECEIVE, ACKNOWLEDGE = "referral.receive", "referral.acknowledge"
ENTITY = {"type": "string", "maxLength": 270}
WHO = Parameter(
    name="id",
    place="path",
    words=Words(de="Kennung der Stelle, prozent-kodiert", en="Entity id, percent-encoded"),
    schema={**ENTITY, "minLength": 1},
    required=True,
)
RANGE = Parameter(
    name="Range",
    place="header",
    words=Words(de="Ein Bereich, etwa bytes=65536-", en="One range, such as bytes=65536-"),
    schema={"type": "string", "pattern": "^bytes=[0-9]{1,12}-[0-9]{0,12}$"},
)


PREFER = Parameter(
    name="Prefer",
    place="header",
    words=Words(de="Höchstens so viele Sekunden warten (RFC 7240)", en="Wait at most so many seconds (RFC 7240)"),
    # What a hub does not know is let be (section 2), however long it is: nothing is wrong here, `wait=25` is known.
    schema={"type": "string", "examples": ["wait=25"]},
)

_call = partial(Call, group=GROUP)


def partner_calls(hub: Hub, *, wakeup: Wakeup) -> tuple[Call, ...]:
    """Events both ways, parcels and attachments, how a referral stands, the directory and one's own capacity."""
    return (*_events(hub, wakeup=wakeup), *_pushes(hub, wakeup=wakeup), *_parcels(hub), *_blobs(hub), *_directory(hub))


def _events(hub: Hub, *, wakeup: Wakeup) -> tuple[Call, ...]:
    return (
        _call(
            method="POST",
            path="/sets/poll",
            name="pollSets",
            words=Words(de="Ereignisse abholen (RFC 8936); wartet bis 30 s", en="Poll for events; waits up to 30 s"),
            endpoint=events.poll(hub, wakeup=wakeup),
            scope=RECEIVE,
            parameters=(PREFER,),
            body=Body(schema="poll"),
            answers=(given("polled", de="Was angeboten wird", en="What is offered", headers=("Preference-Applied",)),),
        ),
        _call(
            method="GET",
            path="/referrals/{id}",
            name="getReferralStanding",
            words=Words(de="Stand, mögliche Schritte, Frist", en="State, legal next steps, deadline"),
            endpoint=referrals.referral(hub),
            scope=ACKNOWLEDGE,
            parameters=(ID,),
            answers=(given("referral-standing", de="Der Stand", en="How it stands", headers=("ETag",)),),
        ),
    )


def _pushes(hub: Hub, *, wakeup: Wakeup) -> tuple[Call, ...]:
    return (
        _call(
            method="POST",
            path="/sets",
            name="pushSet",
            words=Words(de="Ein Ereignis einreichen (RFC 8935)", en="Push an event (RFC 8935)"),
            endpoint=events.push(hub, wakeup=wakeup),
            scope=ACKNOWLEDGE,
            body=Body(media=tuple(events.SECEVENT)),
            answers=(
                done(202, de="Echt, und die Entscheidung ist gespeichert", en="Genuine, and the verdict is durable"),
                given("set-refused", status=400, de="Nicht angenommen", en="Not taken", headers=("Content-Language",)),
            ),
            problems=(EventsAhead,),
        ),
        _call(
            method="POST",
            path="/sets/push",
            name="pushSets",
            words=Words(de="Mehrere Ereignisse einreichen, höchstens 50", en="Push several events, 50 at most"),
            endpoint=events.push_several(hub, wakeup=wakeup),
            scope=ACKNOWLEDGE,
            body=Body(schema="push"),
            answers=(
                given(
                    "pushed",
                    status=202,
                    de="Was aus jedem wurde; was fehlt, muss noch einmal kommen",
                    en="What became of each; what is missing has to come again",
                    headers=("Content-Language",),
                ),
            ),
            problems=(EventsAhead,),
        ),
    )


def _parcels(hub: Hub) -> tuple[Call, ...]:
    return (
        _call(
            method="GET",
            path="/packets/{id}",
            name="getPacket",
            words=Words(de="Ein angekündigtes Paket abholen", en="Fetch a packet that was announced"),
            endpoint=packets.packet(hub),
            scope=RECEIVE,
            parameters=(ID,),
            answers=(
                done(
                    200,
                    de="Die Sendung",
                    en="The parcel",
                    body=Body(media=(packets.PARCEL,), schema="parcel"),
                    headers=("Content-Digest",),
                ),
            ),
            problems=(errors.Gone, errors.ConsentEnded),
        ),
    )


def _blobs(hub: Hub) -> tuple[Call, ...]:
    return (
        _call(
            method="GET",
            path="/blobs/{sha256}",
            name="getBlob",
            words=Words(de="Den Schlüsseltext einer Anlage holen", en="Fetch the ciphertext of an attachment"),
            endpoint=packets.blob(hub),
            scope=RECEIVE,
            parameters=(SHA256, RANGE),
            answers=(
                done(200, de="Das Ganze", en="The whole", body=BYTES, headers=("Accept-Ranges",)),
                done(206, de="Ein Teil", en="A part", body=BYTES, headers=("Content-Range",)),
                done(416, de="Diesen Teil gibt es nicht", en="There is no such part", headers=("Content-Range",)),
            ),
            problems=(errors.Gone, errors.ConsentEnded),
        ),
        _call(
            method="PUT",
            path="/blobs/{sha256}",
            name="putBlob",
            words=Words(de="Eine eigene Anlage ablegen", en="Put an attachment of one's own"),
            endpoint=packets.put_blob(hub),
            scope=ACKNOWLEDGE,
            parameters=(SHA256,),
            body=BYTES,
            answers=(done(204, de="Abgelegt", en="Kept"),),
            problems=(AttachmentRefused, NotGenuine, UploadQuotaExceeded),
        ),
    )


def _directory(hub: Hub) -> tuple[Call, ...]:
    return (
        _call(
            method="GET",
            path="/directory",
            name="listDirectory",
            words=Words(de="Wer aufgenommen ist, seitenweise", en="Who is enrolled, page by page"),
            endpoint=directory.directory(hub),
            scope="directory.read",
            parameters=(LIMIT, cursor(ENTITY)),
            answers=(given("directory-page", de="Eine Seite", en="A page"),),
            problems=(errors.NotFound,),
        ),
        _call(
            method="GET",
            path="/directory/{id:path}",
            name="getDirectoryEntry",
            words=Words(de="Eine Stelle und ihre Angebote", en="A partner and its service lines"),
            endpoint=directory.directory_entry(hub),
            scope="directory.read",
            parameters=(WHO,),
            answers=(given("directory-entry", de="Die Stelle", en="The partner"),),
        ),
        _call(
            method="PUT",
            path="/capacity",
            name="putCapacity",
            words=Words(de="Die eigenen Wartezeiten melden", en="Tell one's own waiting times"),
            endpoint=directory.capacity(hub),
            scope="capacity.write",
            body=Body(schema="capacity"),
            answers=(done(204, de="Gemeldet", en="Told"),),
            problems=(errors.NotFound,),
        ),
    )

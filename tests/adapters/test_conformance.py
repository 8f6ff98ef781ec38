"""Every registered adapter keeps the contract's promises, and the checks notice one that does not."""

from importlib.metadata import entry_points

import pytest

from adapters.conformance.check import check
from adapters.contract import CONTRACT, END_TO_END, AdapterContext, Channel, HandedOver, Offered, Refused
from adapters.loopback.adapter import Loopback
from exchange.config import BadConfig
from exchange.core.compliance.running import ChannelFacts
from exchange.runtime.plugins import GROUP, AdapterUnknown, channels_of, load

REGISTERED = sorted(entry_points(group=GROUP).names)


class Good:
    """Hands over whatever it is given."""

    contract = CONTRACT
    channel = END_TO_END

    def __init__(self, surroundings):
        self.around = surroundings
        self.calls = 0

    def deliver(self, parcel):
        self.calls += 1
        return HandedOver(reference=parcel.id)


class OfAnotherContract(Good):
    contract = CONTRACT + 1


class SaysNothingOfItsWay(Good):
    channel = None


class OpenAndClosedAtOnce(Good):
    channel = Channel(encrypted_end_to_end=True, fax=True)


class WithoutReceipt(Good):
    def deliver(self, parcel):
        return parcel.id


class OffersNothing(Good):
    def deliver(self, parcel):
        assert parcel.id
        return Offered()


class OnceOnly(Good):
    def deliver(self, parcel):
        if self.calls:
            raise Refused("known")
        return super().deliver(parcel)


class NeedsASealedPart(Good):
    def deliver(self, parcel):
        return super().deliver(parcel) if parcel.sealed else None


class CallsAnybody(Good):
    def check(self, url):
        assert url

    def call(self, hint):
        assert hint.sign(b"") == "v1a,"


class HintsWithoutAHook(Good):
    def deliver(self, parcel):
        self.around.mailbox.deposit(parcel.id)
        return Offered(call_webhook=True)


class Nowhere:
    def deposit(self, parcel_id):
        raise AssertionError(parcel_id)


@pytest.mark.parametrize("name", REGISTERED)
def test_every_registered_adapter_conforms(name):
    (entry,) = entry_points(group=GROUP, name=name)
    assert check(entry.load()) == ()


def test_an_adapter_that_keeps_every_promise_is_found_to():
    assert check(Good) == ()


@pytest.mark.parametrize(
    "bad",
    [
        OfAnotherContract,
        SaysNothingOfItsWay,
        OpenAndClosedAtOnce,
        WithoutReceipt,
        OffersNothing,
        OnceOnly,
        NeedsASealedPart,
        CallsAnybody,
        HintsWithoutAHook,
    ],
)
def test_a_broken_promise_is_noticed(bad):
    assert check(bad) != ()


def test_the_hub_knows_of_a_way_what_its_adapter_says_and_nothing_of_one_that_says_nothing():
    around = AdapterContext(mailbox=Nowhere())
    known = channels_of({"loopback": Loopback(around), "silent": SaysNothingOfItsWay(around)})
    assert known == {"loopback": ChannelFacts(encrypted_end_to_end=True)}


def test_the_loopback_takes_a_parcel_once():
    adapter = Loopback(AdapterContext(mailbox=Nowhere()))
    assert check(lambda _: adapter) == ()
    assert len(adapter.taken) == 1


def test_the_loopback_refuses_what_is_too_large_for_it():
    adapter = Loopback(AdapterContext(mailbox=Nowhere(), settings={"largest": "10"}))
    check(lambda _: adapter)
    assert [parcel.sealed for parcel in adapter.taken.values()] == [b""]


def test_only_adapters_that_are_named_are_built():
    around = {"loopback": AdapterContext(mailbox=Nowhere())}
    assert list(load(["loopback"], around)) == ["loopback"]


def test_an_adapter_nobody_installed_is_unknown():
    with pytest.raises(AdapterUnknown):
        load(["carrier-pigeon"], {"carrier-pigeon": AdapterContext(mailbox=Nowhere())})


def test_settings_an_adapter_cannot_use_are_a_fault_of_the_configuration():
    around = {"webhook": AdapterContext(mailbox=Nowhere(), settings={"inside": "0.0.0.0/0"})}
    with pytest.raises(BadConfig, match="webhook"):
        load(["webhook"], around)

"""Plug-in loading: finds adapters by entry point; refuses what was written for another contract."""

from collections.abc import Iterable, Mapping
from importlib.metadata import entry_points

from adapters.contract import CONTRACT, Adapter, AdapterContext, Channel
from exchange.config import BadConfig
from exchange.core.compliance.running import ChannelFacts
from exchange.core.errors import Refusal

GROUP = "geleit.adapters"


class AdapterUnknown(Refusal):
    """No installed adapter has this name, or it was written for another contract."""

    code = "HUB_ADAPTER_UNKNOWN"
    de = "Kein installierter Adapter hat diesen Namen, oder er passt nicht zu dieser Version."
    fix_de = "Installieren Sie das Paket des Adapters, oder tragen Sie den richtigen Namen ein."
    fix_en = "Install the adapter's package, or configure the right name."


def load(names: Iterable[str], contexts: Mapping[str, AdapterContext]) -> dict[str, Adapter]:
    """Build the adapters named. Adapters that are installed but not named stay inert.

    Raises:
        AdapterUnknown: a name is not installed, is installed twice, or speaks another contract version.
        BadConfig: an adapter cannot use its settings.
    """
    return {name: _build(name, contexts[name]) for name in names}


def channels_of(adapters: Mapping[str, Adapter]) -> Mapping[str, ChannelFacts]:
    """What adapters say of their ways; one that says nothing is left out."""
    said = {name: getattr(adapter, "channel", None) for name, adapter in adapters.items()}
    return {
        name: ChannelFacts(encrypted_end_to_end=one.encrypted_end_to_end, paper=one.paper, fax=one.fax)
        for name, one in said.items()
        if isinstance(one, Channel)
    }


def _build(name: str, context: AdapterContext) -> Adapter:
    found = entry_points(group=GROUP, name=name)
    if len(found) != 1:
        raise AdapterUnknown(name)
    try:
        adapter: Adapter = next(iter(found)).load()(context)
    except ValueError as error:
        raise BadConfig(f"adapters.{name}: {error}") from error
    if adapter.contract != CONTRACT:
        raise AdapterUnknown(name)
    return adapter

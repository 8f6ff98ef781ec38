"""Capacity: what a partner says of its own, per service line; it changes that and nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from exchange.core.errors import NotFound, SchemaInvalid
from exchange.core.partner.partner import ServiceLine
from exchange.flows.documents import check_fit
from exchange.flows.partner.enrol import read_capacity
from exchange.ports.hub import Hub


def set_capacity(document: object, *, client: str, hub: Hub) -> None:
    """Write what a partner says of its capacity, per service line (schema `capacity`).

    Raises:
        SchemaInvalid: the document is not one, or names a service line the partner does not have.
    """
    check_fit(document, schema="capacity")
    said: Mapping[str, Any] = document if isinstance(document, dict) else {}
    with hub.store.transaction() as tx:
        partner = tx.partners.get(client)
        if partner is None:
            raise NotFound(client)
        if not set(said) <= {line.id for line in partner.lines}:
            raise SchemaInvalid("service-line")
        tx.partners.put(replace(partner, lines=tuple(_with(line, said.get(line.id)) for line in partner.lines)))


def _with(line: ServiceLine, said: Mapping[str, Any] | None) -> ServiceLine:
    return replace(line, capacity=read_capacity(said)) if said else line

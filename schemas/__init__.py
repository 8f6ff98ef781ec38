"""JSON Schemas (2020-12): the written form of what Geleit exchanges, and what they say of each value.

A schema says whether a document is well formed; whether it is allowed is decided by `exchange.core`.
"""

from schemas.annotation import annotate
from schemas.errors import BrokenProfile, BrokenSchema, SchemasError, Unannotated, UnknownSchema
from schemas.examples import example
from schemas.files import codes, countries, facts, hints, languages, names, rules, services
from schemas.finding import Finding
from schemas.lint import check, check_all
from schemas.problem import Problem
from schemas.profile import profile_narrows, sha256_of_profile
from schemas.registry import load
from schemas.spots import Annotated
from schemas.validation import validate

__all__ = [
    "Annotated",
    "BrokenProfile",
    "BrokenSchema",
    "Finding",
    "Problem",
    "SchemasError",
    "Unannotated",
    "UnknownSchema",
    "annotate",
    "check",
    "check_all",
    "codes",
    "countries",
    "example",
    "facts",
    "hints",
    "languages",
    "load",
    "names",
    "profile_narrows",
    "rules",
    "services",
    "sha256_of_profile",
    "validate",
]

"""Schema errors: what is wrong with a schema, not a document. The class says it, the docstring is the message."""


class SchemasError(Exception):
    """The schemas could not be used."""

    code = "schemas-error"

    def __str__(self) -> str:
        place = f" ({', '.join(map(str, self.args))})" if self.args else ""
        return (self.__doc__ or self.code) + place


class UnknownSchema(SchemasError, LookupError):
    """There is no schema of this name."""

    code = "unknown-schema"


class BrokenSchema(SchemasError):
    """A schema breaks the rules schemas keep; it does not load."""

    code = "broken-schema"


class BrokenProfile(SchemasError):
    """A profile is not a JSON Merge Patch that only narrows its schema."""

    code = "broken-profile"


class Unannotated(SchemasError):
    """A value has no data category, so nothing may be decided about it."""

    code = "unannotated"

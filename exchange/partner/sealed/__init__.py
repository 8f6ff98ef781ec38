"""Sealed part (JWE): made by whoever helps the person, opened by the partner; the hub between them sees neither."""

"""Texts of consents: the words of a version, those the program ships, and the record of a signed paper."""

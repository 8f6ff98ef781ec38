"""Terminal: how people are spoken to there: in which language, in which words, and in tables that fit."""

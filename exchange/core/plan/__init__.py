"""Support plan: needs in the person's own words, goals, steps, follow-ups, and who goes along (FHIR CarePlan)."""

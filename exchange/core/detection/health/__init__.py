"""Health data in text: codes of diagnoses, procedures and medicines, and how a medicine is taken."""

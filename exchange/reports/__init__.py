"""Reports: what is printed and what leaves the house as a file: letters, protocols, registers, assessments."""

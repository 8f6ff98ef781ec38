"""Team pages: who has how many cases, handing them over, who stands in for whom, what a second person confirms."""

"""Bản minh họa: a city that doesn't exist, half-way through its year, with work and refusals prepared for each role."""

"""Bỏ phiếu kín: counts typed twice by two people, arithmetic, differences, confirmation, correction as a new version.

It knows opaque keys only: what a ballot is about, whom its items speak of and who may act on it are told by the package
that joins it to its matter (`ratings.voting`), which asks for the right before it calls here.
"""

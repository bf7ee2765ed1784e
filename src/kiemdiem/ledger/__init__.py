"""Sổ cái: append-only record of every act in a hash chain, its verification, and checkpoints that leave the machine."""

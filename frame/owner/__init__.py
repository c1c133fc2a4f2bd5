"""An owner's own device, as a program: what a phone does, from a terminal.

It speaks the same protocol as phones and frames, and keeps what it signed sealed on its own disk.
"""

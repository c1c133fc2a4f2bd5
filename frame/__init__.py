"""Hearthframe: a photo frame that curates on the device and keeps photos private."""

__version__ = "0.1.0"

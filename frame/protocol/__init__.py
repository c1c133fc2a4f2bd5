"""What phones and frames say to each other, as docs/protocol.md has it: thinking only.

Rule 1: a message in, a new state and effects out. No clock, no disk, no network, no chance.
Rule 2: bytes from a peer become a message or BadMessage, never anything else, and nothing is
        reserved on a peer's word.
Rule 3: signatures are checked over the bytes as they came.
Rule 4: everything may come twice, late, in any order or not at all. Only time may be lost.
"""

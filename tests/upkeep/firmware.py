"""The Raspberry Pi firmware's twin: what it boots, read from autoboot.txt in its own way.

It shares no code with `frame.upkeep.autoboot`, so both can only agree by the documentation.
"""

import re


def partition_for(data: bytes | None, *, tryboot: bool) -> int:
    """Return the partition that is booted: 2 is the first that has a system on it."""
    text = "" if data is None or len(data) > 512 else data.decode("latin-1")
    sections = re.split(r"^[ \t]*(\[[^\]\n]*\])[ \t\r]*$", "[all]\n" + text, flags=re.MULTILINE)
    found, applies = 2, False
    for part in sections:
        if part.startswith("["):
            name = part.lower()
            applies = name == "[all]" or (name == "[tryboot]" and tryboot)
        elif applies:
            for value in re.findall(
                r"^[ \t]*boot_partition[ \t]*=[ \t]*([0-9]{1,2})[ \t\r]*$", part, re.MULTILINE
            ):
                found = int(value) or 2
    return found

"""What an audit looks for, and what it says: pure checks over facts that services gather.

Rule 1: a check sees counts and settings, never a photo, a name or a key.
Rule 2: what is well is not reported; what is not is one sentence, and one about what to do.
"""

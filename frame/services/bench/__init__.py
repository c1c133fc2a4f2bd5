"""`frame bench`: what things cost on this machine, as ratios measured in one run.

Rule 1: contenders take turns in one process, many rounds, and the median of the per-round ratios
        counts, so that a busy machine slows both alike.
Rule 2: a row whose reference is not installed says so instead of guessing.
Rule 3: nothing here is a test: the target stands beside the number, and a miss is a finding.
"""

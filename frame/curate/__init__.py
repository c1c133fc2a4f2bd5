"""The curator: which photos are shown, in which order, and why, in words.

Rule 1: thinking only. No clock, no disk, no chance: the time and the seed are arguments.
Rule 2: nothing is ever deleted here. A photo is kept or rests, and a resting one can return.
Rule 3: no photo rests because of how it looks by itself, only because another photo of the
        same moment looks better (decision D11).
Rule 4: the same library and the same seed give the same answer, in whatever order the photos
        were handed in.
"""

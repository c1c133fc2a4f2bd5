"""The curator: which photos are shown, in which order, and why, in words.

Rule 1: thinking only. No clock, no disk, no chance: the time and the seed are arguments.
Rule 2: nothing is ever deleted here. A photo is kept or rests, and a resting one can return.
Rule 3: no photo rests because it came out badly, only because another photo of the same moment
        came out better (decision D11). Pages, screenshots and what its owner has to decide
        rest for what they are, and come back when the owner says so.
Rule 4: the same library and the same seed give the same answer, in whatever order the photos
        were handed in.
"""

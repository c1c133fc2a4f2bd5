"""What the screen shows, how it moves, and when it changes.

Rule 1: nothing here touches a clock, a file, a thread or a library: now and a seed are arguments.
Rule 2: no head leaves the visible part of a photo, at any moment of a movement.
Rule 3: words stay out of faces; where every corner holds a face, the face wins.
Rule 4: there is always something to show: a photo, or a card that says what to do.
"""

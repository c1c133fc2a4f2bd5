"""How the image is made, one file a step; `build.py` runs them in order."""

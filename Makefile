# The same as ./dev, for fingers that type make.
.PHONY: demo test quality lock
demo test quality lock:
	./dev $@
# The image of the card, and the same on an emulated machine: docs/image.md (root, an hour each).
.PHONY: image image-test
image:
	.venv/bin/python image-build/build.py all
image-test: image
	HEARTHFRAME_IMAGE=out/image .venv/bin/python -m pytest -x -s tests/image/booted

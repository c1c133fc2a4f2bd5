# The same as ./dev, for fingers that type make.
.PHONY: demo test quality lock
demo test quality lock:
	./dev $@

"""The panel's twin: it remembers how it is lit."""

from frame.errors import DeviceFailed


class SimPanel:
    """A panel; `dims` says whether it has a brightness, `fails` breaks every call from then on."""

    means = "a simulated panel"

    def __init__(self, *, dims: bool = True) -> None:
        self.on = True
        self.percent = 100
        self.fails = False
        self.switched: list[bool] = []
        self._dims = dims

    def switch(self, *, on: bool) -> None:
        """Light it or not; raise DeviceFailed."""
        self._works()
        self.switched.append(on)
        self.on = on

    def shine(self, percent: int) -> bool:
        """Give so much light, where it can; raise DeviceFailed."""
        self._works()
        self.percent = percent if self._dims else 100
        return self._dims

    def close(self) -> None:
        """Light it."""
        self.on, self.percent = True, 100

    def _works(self) -> None:
        if self.fails:
            raise DeviceFailed("the panel does not answer")

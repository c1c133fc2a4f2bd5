"""Visitors at core's door: a display stays, a command is answered once."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

from frame.devices.channel import Channel
from frame.devices.clock import WallClock
from frame.errors import BadMessage, BadRequest, FrameError, Offline
from frame.log import event
from frame.model import PhotoId, Receipt
from frame.services import household, key_desk, trial_desk, trust
from frame.services.core import Core, Wanted
from frame.services.household import Household
from frame.services.ipc import FromDisplay, Request, send_answer, send_scene
from frame.services.network.node import Node
from frame.services.network.talk import devices_of, join_by, pair_by
from frame.services.record_desk import RecordDesk
from frame.services.status import describe, receipt_document
from frame.services.whole import post_from
from frame.services.wish import Adjust, only_asks
from frame.services.wishes import perform

_LOG = logging.getLogger("frame.run")


class Visitors:
    """Answers those who come in; `vision` tells the process that looks, if there is one."""

    def __init__(
        self,
        core: Core,
        home: Household,
        node: Node,
        vision: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._core = core
        self._home = home
        self._node = node
        self._vision = vision
        self._records = RecordDesk(home, node.books)

    def welcome(self, channel: Channel, said: FromDisplay, process: int) -> None:
        """Let somebody in (`listen.Welcome`)."""
        if said.size is not None:
            post_from(self._core, channel, said.size, process)
        elif said.request is None:
            raise BadMessage("a visitor said nothing")
        elif said.request.what == "glass":
            work = partial(self._send_glass, channel, PhotoId(said.request.name))
            self._core.inbox.put(Wanted(work=work))
        elif said.request.what == "shown":
            self._core.inbox.put(Wanted(work=partial(self._send_proof, channel)))
        else:
            work = partial(self._send_answer, said.request, channel)
            self._core.inbox.put(Wanted(work=work))

    def _send_glass(self, channel: Channel, photo: PhotoId) -> None:
        try:
            shown = self._core.slide_of(photo) if photo else self._core.on_the_glass()
            if shown is not None:
                send_scene(channel, *shown)
        except FrameError as problem:
            event(_LOG, "visitor.refused", logging.WARNING, error=type(problem).__name__)
        channel.close()

    def _send_proof(self, channel: Channel) -> None:
        """Have the display take a picture of what it shows, and say whether it did."""
        core = self._core

        def seen(picture: bytes | None) -> None:
            view = core.view()
            shown = picture is not None and view is not None and view.settled
            with suppress(Offline):
                send_answer(channel, {"shown": shown, "idle_s": core.idle_s})
            channel.close()

        core.picture(seen)

    def _send_answer(self, request: Request, channel: Channel) -> None:
        try:
            document = self._answer(request)
        except FrameError as problem:
            document = {"error": str(problem), "hint": problem.hint}
        try:
            send_answer(channel, document)
        except Offline:
            event(_LOG, "visitor.left", logging.WARNING)
        channel.close()

    def _answer(  # one line for each room that answers
        self, request: Request
    ) -> Mapping[str, object]:
        match request.what:
            case "status":
                processes = {"display": self._core.display_process(), "vision": self._vision()}
                return {**describe(self._home, processes), "broker": self._node.connection}
            case "pair" | "confirm" | "pairing" | "join" | "joining" | "devices":
                return self._meet(request)
            case "privacy" | "wipe" | "keys" | "keys-move" | "unlock":
                return self._trust(request)
            case "trial":
                return trial_desk.answered(self._core, request)
            case "audit" | "journal" | "heads" | "check":
                return self._records.answer(request)
            case _:
                return self._erase(request) if request.what == "erase" else self._wish(request)

    def _meet(self, request: Request) -> Mapping[str, object]:
        match request.what:
            case "pair" | "confirm" | "pairing":
                return pair_by(self._node, request)
            case "devices":
                return devices_of(self._node, request.name)
            case _:
                return join_by(self._node, request)

    def _keys(self, request: Request) -> Mapping[str, object]:
        bureau = self._node.bureau
        if bureau is None or bureau.splitting is None:
            raise BadRequest(
                "this frame does not move its key", hint="Stop it, and ask once more."
            )
        return key_desk.answered(self._home, request, bureau.splitting)

    def _trust(self, request: Request) -> Mapping[str, object]:
        node, home, books = self._node, self._home, self._node.books
        if request.what not in {"privacy", "wipe"}:
            return self._keys(request)
        if request.what == "privacy":
            return trust.privacy_document(home, books, node.reached())
        return trust.begin_wipe(node, machine=request.name == trust.MACHINE)

    def _wish(self, request: Request) -> Mapping[str, object]:
        if request.wish is None:
            raise BadRequest("a command asked for nothing")
        work = partial(perform, self._home.vault, request.wish, WallClock().now())
        if only_asks(request.wish):
            return work()
        adjusts = isinstance(request.wish, Adjust)
        return self._core.adjust(work) if adjusts else self._core.carry_out(work)

    def _erase(self, request: Request) -> Mapping[str, object]:
        vault = self._home.vault
        target = household.target_of(vault, request.scope, request.name)

        def erase() -> Receipt:
            return household.erase(vault, request.scope, target, WallClock().now())

        return receipt_document(self._core.erase(household.photos_of(vault, target), erase))

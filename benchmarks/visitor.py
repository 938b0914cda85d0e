"""A visitor of the app without a browser: speaks with the server over its web socket, as the page of Streamlit does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

MOST_BYTES = 64 << 20
PATIENCE_SECONDS = 300.0


class Visitor:
    """One open page: what it shows, and how it is told to draw anew.

    `failures` are the exceptions that the page showed, and what went wrong with the connection.
    """

    def __init__(self, address: str, query: str = "") -> None:
        self._address = address.replace("http", "ws", 1) + "/_stcore/stream"
        self.query, self.page = query, ""
        self.failures: list[str] = []
        self.widgets: dict[str, WidgetState] = {}
        """What was set, by the id of the widget."""
        self.labels: dict[str, str] = {}
        """The id of each widget that the page holds, by its label."""
        self.texts: list[str] = []
        """What the page says since its last run began."""
        self.bytes = 0
        self._fragments: dict[str, float] = {}
        self._finished = asyncio.Event()
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._connection: ClientConnection

    async def __aenter__(self) -> Visitor:
        self._connection = await connect(
            self._address,
            subprotocols=[Subprotocol("streamlit")],
            max_size=MOST_BYTES,
            compression=None,
            open_timeout=60,
        )
        self._tasks = {asyncio.create_task(self._listen()), asyncio.create_task(self._follow())}
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await self._connection.close()

    async def run(self, page: str | None = None) -> float:
        """Open a page, or draw the open one anew; seconds until all of it has come."""
        self.page = self.page if page is None else page
        self._finished.clear()
        self.texts, begun = [], time.perf_counter()
        await self._send("")
        await asyncio.wait_for(self._finished.wait(), PATIENCE_SECONDS)
        return time.perf_counter() - begun

    async def wait_for(self, holds: Callable[[list[str]], bool]) -> float:
        """Seconds until what the page says is as wanted; the page follows what is worked out meanwhile."""
        begun = time.perf_counter()
        while not holds(self.texts):
            left = PATIENCE_SECONDS - (time.perf_counter() - begun)
            self._changed.clear()
            await asyncio.wait_for(self._changed.wait(), left)
        return time.perf_counter() - begun

    async def wait_until_quiet(self) -> None:
        """Return when nothing on the page follows what is worked out."""
        end = time.monotonic() + PATIENCE_SECONDS
        while self._fragments and time.monotonic() < end:
            await asyncio.sleep(0.2)

    def set_number(self, label: str, value: float) -> None:
        """Type a number into the field of the open page that has this label."""
        held = self.labels[label]
        self.widgets[held] = WidgetState(id=held, double_value=value)

    def open_box(self, label: str) -> None:
        """Open the box of the open page that has this label."""
        held = self.labels[label]
        self.widgets[held] = WidgetState(id=held, bool_value=True)

    async def _send(self, fragment: str) -> None:
        state = ClientState(
            query_string=self.query,
            page_name=self.page,
            fragment_id=fragment,
            is_auto_rerun=bool(fragment),
        )
        state.widget_states.widgets.extend(self.widgets.values())
        await self._connection.send(BackMsg(rerun_script=state).SerializeToString())

    async def _listen(self) -> None:
        try:
            async for data in self._connection:
                self.bytes += len(data)
                assert isinstance(data, bytes)
                self._take(ForwardMsg.FromString(data))
        except Exception as error:  # whatever it was, the run counts it
            self.failures.append(repr(error))

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session":
                if not message.metadata.run.fragment_ids:
                    self._fragments.clear()
                    self.texts = []
            case "auto_rerun":
                self._fragments[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            case "delta":
                self._take_delta(message)
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    self._finished.set()
        self._changed.set()

    def _take_delta(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        held = getattr(element, kind)
        if kind == "exception":
            self.failures.append(held.message)
        self.texts += [str(getattr(held, name, "")) for name in ("label", "body")]
        if getattr(held, "id", "") and getattr(held, "label", ""):
            self.labels[held.label] = held.id

    async def _follow(self) -> None:
        """Draw the parts of the page anew that ask for it after some time."""
        while True:
            await asyncio.sleep(min(self._fragments.values(), default=0.2))
            for fragment in list(self._fragments):
                await self._send(fragment)

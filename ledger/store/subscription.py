"""Following the log: what is recorded already, then what is recorded from now on."""

from __future__ import annotations

from threading import Event
from typing import TypeVar

from eventsourcing.dcb.api import DCBQuery, DCBRecorder
from eventsourcing.dcb.persistence import DCBListenNotifySubscription

_SECONDS_BETWEEN_LOOKS = 0.5

_Recorder = TypeVar("_Recorder", bound=DCBRecorder)


class LogSubscription(DCBListenNotifySubscription[_Recorder]):
    """The library's subscription, woken by this store's appends; for those of others it looks.

    It reads ahead in a thread that only leaving its `with` block ends.
    """

    def __init__(
        self, recorder: _Recorder, query: DCBQuery | None, after: int | None, woken_by: set[Event]
    ) -> None:
        self._woken_by = woken_by
        super().__init__(recorder=recorder, query=query, after=after)
        woken_by.add(self._has_been_notified)
        # something may have been recorded between the first look and the line above
        self._has_been_notified.set()

    def stop(self) -> None:
        """End the subscription: the iteration stops."""
        super().stop()
        self._woken_by.discard(self._has_been_notified)

    def _loop_on_pull(self) -> None:
        try:
            while not self._has_been_stopped:
                self._pull()
                self._has_been_notified.wait(_SECONDS_BETWEEN_LOOKS)
        except BaseException as error:
            # The thread cannot raise to anybody: the reader of the subscription will.
            self._thread_error = error
            self.stop()

"""Queue: of the requests that replace one another only the newest is answered."""

import threading
from collections import OrderedDict

MOST_CLIENTS = 64
"""Pages that are remembered; one that is gone never says so."""


class SupersededError(Exception):
    """A newer request of the same page has come."""


class NewestOnly:
    """The number of the newest request of each page."""

    def __init__(self) -> None:
        self._newest: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def enter(self, client: str, number: int) -> "Ticket":
        """Note a request; those of the same page with lower numbers are superseded."""
        with self._lock:
            self._newest[client] = max(number, self._newest.get(client, number))
            self._newest.move_to_end(client)
            while len(self._newest) > MOST_CLIENTS:
                self._newest.popitem(last=False)
        return Ticket(self, client, number)

    def is_newest(self, client: str, number: int) -> bool:
        """Return whether no newer request of a page has come."""
        return number >= self._newest.get(client, number)


class Ticket:
    """One request.

    Parameters
    ----------
    queue : NewestOnly
    client : str
        The page that asks.
    number : int
        Rises with each request of the page.
    """

    def __init__(self, queue: NewestOnly, client: str, number: int) -> None:
        self._queue = queue
        self._client = client
        self._number = number

    def require_newest(self) -> None:
        """Drop the request if a newer one has come.

        Raises
        ------
        SupersededError
            If it has.
        """
        if not self._queue.is_newest(self._client, self._number):
            raise SupersededError

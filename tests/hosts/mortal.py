"""Workers that die at any step, as by kill -9: what they keep and what they send is real."""

from contextlib import contextmanager

from badges.notices.chat import ByChat
from badges.notices.push import ByPush


class Dies(BaseException):
    """kill -9: nothing catches it on its way out."""


class Fate:
    """Decides at each step of a worker whether it is its last."""

    def __init__(self, chance, share):
        self._chance, self._share = chance, share

    def strikes(self):
        if self._chance.random() < self._share:
            raise Dies


class MortalStore:
    """The real store, whose user may die before or after anything is kept."""

    def __init__(self, store, fate):
        self._store, self._fate = store, fate

    def __getattr__(self, name):
        return getattr(self._store, name)

    @contextmanager
    def writing(self):
        with self._store.writing() as session:
            yield session
            self._fate.strikes()
        self._fate.strikes()


class MortalWay:
    """The real way to a server, whose user may die before or after the server has the message."""

    def __init__(self, way, fate):
        self._way, self._fate = way, fate

    def send(self, message):
        self._fate.strikes()
        self._way.send(message)
        self._fate.strikes()

    def close(self):
        self._way.close()


class MortalChat(ByChat):
    """The medium of chats, opened by one who may die."""

    def __init__(self, settings, link_of, fate):
        super().__init__(settings, link_of)
        self._fate = fate

    def open_way(self):
        return MortalWay(super().open_way(), self._fate)


class MortalPush(ByPush):
    """The same for browsers."""

    def __init__(self, store, settings, link_of, now, fate):
        super().__init__(store, settings, link_of, now)
        self._fate = fate

    def open_way(self):
        return MortalWay(super().open_way(), self._fate)

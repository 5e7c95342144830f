"""Where other processes' commands to this Sotto arrive."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop import log
from desktop.running import LONGEST

Obey = Callable[[str], str]
"""Does what a line says and returns the line of the answer."""


class CommandServer(QObject):
    """Answers each line that comes with a line, on the main thread. Only processes of the same user get through."""

    def __init__(self, address: str, obey: Obey, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address, self._obey = address, obey
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)

    def listen(self) -> bool:
        """Begin; what a process that was killed left in the way is cleared. False where that is impossible.

        To be called only by the process that has the home.
        """
        QLocalServer.removeServer(self._address)
        if self._server.listen(self._address):
            return True
        log.ui.error("other processes cannot reach this one: %s", self._server.errorString())
        return False

    def close(self) -> None:
        """Listen no longer."""
        self._server.close()

    def _welcome(self) -> None:
        while self._server.hasPendingConnections():
            connection = self._server.nextPendingConnection()
            connection.setReadBufferSize(LONGEST)
            connection.readyRead.connect(partial(self._read, connection))
            connection.disconnected.connect(connection.deleteLater)
            self._read(connection)  # the line may have come with the connection

    def _read(self, connection: QLocalSocket) -> None:
        if not connection.canReadLine():
            if connection.bytesAvailable() >= LONGEST:
                connection.abort()
            return
        line = bytes(connection.readLine().data()).decode("utf-8", "replace").strip()
        connection.write(f"{self._obey(line)}\n".encode())
        connection.flush()
        connection.disconnectFromServer()

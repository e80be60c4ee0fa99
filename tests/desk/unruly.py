"""What a worker of the desk may do instead of coding; it is spawned, and imports these by name."""

import os
import time
from multiprocessing.connection import Connection


def falls_silent(connection: Connection, tables: object) -> None:
    connection.send("ready")
    connection.recv()
    time.sleep(60)


def dies(connection: Connection, tables: object) -> None:
    connection.send("ready")
    connection.recv()
    os._exit(3)

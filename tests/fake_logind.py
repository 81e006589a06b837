"""A login1 of a test's own: hands out delay locks, says when they are let go, announces sleeps.

Runs as `python fake_logind.py ADDRESS`; "sleep" and "wake" on standard input announce one. Prints
`inhibit …` for each lock, then `released` when it is closed everywhere.
"""

import os
import sys
import threading

from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

MANAGER = DBusAddress("/org/freedesktop/login1", interface="org.freedesktop.login1.Manager")


def obey(bus: DBusConnection) -> None:
    for line in sys.stdin:
        bus.send(new_signal(MANAGER, "PrepareForSleep", "b", (line.strip() == "sleep",)))


def tell_release(ours: int) -> None:
    os.read(ours, 1)
    print("released", flush=True)


def main(address: str, *, refuses: bool) -> None:
    bus = open_dbus_connection(address, enable_fds=True)
    bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.login1"))
    threading.Thread(target=obey, args=(bus,), daemon=True).start()
    print("ready", flush=True)
    while True:
        message = bus.receive()
        if message.header.message_type is not MessageType.method_call:
            continue
        if message.header.fields.get(HeaderFields.member) != "Inhibit" or refuses:
            bus.send(new_error(message, "org.freedesktop.DBus.Error.AccessDenied"))
            print("refused", flush=True)
            continue
        ours, theirs = os.pipe()
        bus.send(new_method_return(message, "h", (theirs,)))
        os.close(theirs)
        print("inhibit", *message.body, flush=True)
        threading.Thread(target=tell_release, args=(ours,), daemon=True).start()


if __name__ == "__main__":
    main(sys.argv[1], refuses="--refuse" in sys.argv)

#!/usr/bin/env python3
"""The server of the lesson's sticky demonstration: reads 2 bytes, then 10.

usage: sticky_server.py HOST PORT    (port 0: the kernel's choice)

It serves one client, prints what each of its two reads returned, and ends. The
port is told on standard error.
"""
import socket
import sys


def main(host, port):
    with socket.create_server((host, int(port)), backlog=5) as listener:
        name = listener.getsockname()
        print("listening %s:%d" % name[:2], file=sys.stderr, flush=True)
        client, _ = listener.accept()
        with client:
            reads = [client.recv(2), client.recv(10)]
            for data in reads:
                print("====>", data.decode("gbk"), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])

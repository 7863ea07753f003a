#!/usr/bin/env python3
"""The client of the lesson's sticky demonstration: two sends, back to back.

usage: sticky_client.py HOST PORT
"""
import socket
import sys


def main(host, port):
    with socket.create_connection((host, int(port))) as server:
        for word in ("hello", "kniom"):
            server.send(word.encode("gbk"))


if __name__ == "__main__":
    main(*sys.argv[1:3])

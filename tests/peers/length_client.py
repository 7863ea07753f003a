#!/usr/bin/env python3
"""The client of the lesson's announced length, in UTF-8.

usage: length_client.py HOST PORT

It asks for a line, strips it, passes over an empty one, ends at `quit` or at
the end of standard input. It sends the line, takes whatever one read returns as
the decimal length of the answer, says recv_ready, and reads until it holds that
many bytes. Digits that arrive together with the answer end it with an
exception: they are no number.
"""
import socket
import sys


def ask(prompt):
    try:
        return input(prompt).strip()
    except EOFError:
        return "quit"


def answer(server):
    length = int(server.recv(1024).decode("utf-8"))
    print(length, flush=True)
    server.send(b"recv_ready")
    body = b""
    while len(body) < length:
        data = server.recv(1024)
        if not data:
            raise ConnectionError("the answer ended early")
        body += data
    return body.decode("utf-8")


def main(host, port):
    with socket.create_connection((host, int(port))) as server:
        while (line := ask("请输入数据:")) != "quit":
            if line:
                server.send(line.encode("utf-8"))
                print(answer(server), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])

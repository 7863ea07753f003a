#!/usr/bin/env python3
"""The server of the lesson's announced length, in UTF-8.

usage: length_server.py HOST PORT [TEXT]    (port 0: the kernel's choice)

For each read it prints what came, sends the length of its answer in bytes as
decimal text, and reads once more: if that is exactly recv_ready it sends the
answer, and if it is anything else it does not. The port is told on standard
error.
"""
import socket
import sys

ANSWER = "8月1日，安理会轮值主"


def serve(client, body):
    while data := client.recv(1024):
        print(data.decode("utf-8"), flush=True)
        client.send(str(len(body)).encode("utf-8"))
        if client.recv(1024).decode("utf-8") == "recv_ready":
            client.sendall(body)


def main(host, port, text=ANSWER):
    with socket.create_server((host, int(port)), backlog=5) as listener:
        name = listener.getsockname()
        print("listening %s:%d" % name[:2], file=sys.stderr, flush=True)
        while True:
            client, _ = listener.accept()
            with client:
                serve(client, text.encode("utf-8"))


if __name__ == "__main__":
    main(*sys.argv[1:4])

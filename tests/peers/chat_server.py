#!/usr/bin/env python3
"""The server of the lesson's chat: one client at a time, turn by turn, in GBK.

usage: chat_server.py HOST PORT    (port 0: the kernel's choice)

It reads once, prints, asks its own person for the answer and sends it, empty or
not. A read of 0 bytes ends this client, and the next one is accepted. The port
is told on standard error. The end of standard input ends it.
"""
import socket
import sys


def serve(client):
    while data := client.recv(1024):
        print(data.decode("gbk"), flush=True)
        client.send(input("请输入发送给客户端的信息").encode("gbk"))


def main(host, port):
    with socket.create_server((host, int(port)), backlog=5) as listener:
        name = listener.getsockname()
        print("listening %s:%d" % name[:2], file=sys.stderr, flush=True)
        while True:
            client, _ = listener.accept()
            with client:
                serve(client)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:3])
    except EOFError:
        pass

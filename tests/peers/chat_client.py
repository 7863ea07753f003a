#!/usr/bin/env python3
"""The client of the lesson's chat: one line out, one read back, in strict GBK.

usage: chat_client.py HOST PORT

It asks for a line, sends it, reads once and prints what came. An empty line, or
the end of standard input, ends it. Whatever Python's gbk codec rejects ends it
too, with an exception: that is what whoever answers has to take care of.
"""
import socket
import sys


def ask(prompt):
    try:
        return input(prompt)
    except EOFError:
        return ""


def main(host, port):
    with socket.create_connection((host, int(port))) as server:
        while line := ask("请输入你要发送的内容: ").encode("gbk"):
            server.send(line)
            print(server.recv(1024).decode("gbk"), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])

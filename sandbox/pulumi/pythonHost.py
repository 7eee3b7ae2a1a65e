"""Serves a program in Python to Pulumi, as its Automation API does, for an engine without its language host for Python."""

import os
import runpy
import signal
from concurrent.futures import ThreadPoolExecutor

import grpc
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2_grpc


class PythonHost(LanguageServer):
    def Run(self, request, context):
        os.chdir(request.pwd)
        return super().Run(request, context)


def program() -> None:
    # As `python .` does: the folder is searched for modules, too.
    runpy.run_path(".", run_name="__main__")


# Before the server's threads, which inherit it.
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
server = grpc.server(ThreadPoolExecutor(max_workers=4))
language_pb2_grpc.add_LanguageRuntimeServicer_to_server(PythonHost(program), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
# The engine reads the port, and interrupts this process when it no longer needs it.
print(port, flush=True)
signal.sigwait({signal.SIGINT, signal.SIGTERM})

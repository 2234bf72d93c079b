"""Runs a command on its own terminal, types KEYS when PROMPT appears, and passes on the output.

usage: terminal.py PROMPT KEYS COMMAND...   exits with the exit code of the command
"""

import os
import pty
import sys

prompt, keys, *command = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
printed = b""
typed = False
while True:
    try:
        chunk = os.read(terminal, 4096)
    except OSError:  # On Linux this means that the other side is closed.
        break
    if not chunk:
        break
    printed += chunk
    if not typed and prompt.encode() in printed:
        os.write(terminal, keys.encode())
        typed = True
_, status = os.waitpid(child, 0)
sys.stdout.write(printed.decode())
sys.exit(os.waitstatus_to_exitcode(status))

import type { ManagedProcess, ProcessExit } from '../../../local/process/managed-process';

/** The process of a task that does nothing. It runs until it is stopped. */
export function waitingProcess(): ManagedProcess {
  let end: (exit: ProcessExit) => void = () => {};
  const exited = new Promise<ProcessExit>((resolve) => {
    end = resolve;
  });
  const process = {
    ...{ name: 'a process that waits', pid: 0, logFile: '', exited, running: true },
    kill(signal: 'SIGTERM' | 'SIGKILL') {
      process.running = false;
      end({ code: null, signal });
    },
    stop() {
      process.kill('SIGTERM');
      return exited;
    },
  };
  return process;
}

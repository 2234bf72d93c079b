import type { ManagedProcess, ProcessExit } from '../../../local/process/managed-process';

/** Stands in for a task's process where nothing is asked of it: it runs until it is told to stop. */
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

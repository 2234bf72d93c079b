import { parentPort } from 'node:worker_threads';
import { FAULTS } from './faults';
import { runFault } from './run-fault';

/** Runs the faults that the main thread sends, one at a time. */
parentPort?.on('message', ({ name, hours }: { name: string; hours: number }) => {
  const fault = FAULTS.find((each) => each.name === name);
  if (!fault) throw new Error(`no fault ${name}`);
  runFault(fault, hours).then(
    (verdict) => parentPort?.postMessage({ verdict }),
    (error: unknown) =>
      parentPort?.postMessage({ error: error instanceof Error ? error.stack : String(error) }),
  );
});

import { describeError } from '../lib/errors';
import { openToolbox } from './world/toolbox';

/** Fetches Kafka and builds the Collector, so that later commands do not have to wait. */
const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => abort.abort(new Error('interrupted')));
}

openToolbox({
  env: process.env,
  progress: (line) => void process.stdout.write(`${line}\n`),
  signal: abort.signal,
}).catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
});

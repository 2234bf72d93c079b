import { setTimeout as sleep } from 'node:timers/promises';
import { coldMemory, openTick } from '../lib/runtime/open-tick';
import { readEnvironment } from './environment';
import { createHandler, type Handler, named } from './handler';
import { createTelemetry } from './telemetry';

let ready: Handler | undefined;

/**
 * The entry point of the deployed function. Reads the environment on the first call, so that an error in it is reported.
 */
export const handler: Handler = async (event, context) => {
  try {
    ready ??= assemble(process.env);
  } catch (error) {
    throw named(error);
  }
  return ready(event, context);
};

function assemble(env: Readonly<Record<string, string | undefined>>): Handler {
  const { spec, followUpMs } = readEnvironment(env);
  const warm = coldMemory();
  return createHandler({
    open: ({ holder, leaseMs }) => openTick({ spec, env, holder, leaseMs, warm }),
    telemetry: createTelemetry({
      spec,
      nowMs: () => Date.now(),
      write: (text) => void process.stdout.write(text),
    }),
    followUpMs,
    sleep: (ms) => sleep(ms),
    nowMs: () => Date.now(),
  });
}

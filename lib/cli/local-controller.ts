import { type TickMemory, tick } from '../controller/tick';
import { toReport } from '../controller/tick-report';
import { coldMemory, openTick } from '../runtime/open-tick';
import { parseEvent } from '../runtime/parse-event';
import type { CliContext } from './context';
import type { Controller } from './controller';
import { withKnownBrokers } from './known-brokers';
import { readSpec } from './read-spec';

const LEASE_MS = 60_000;
const FOLLOW_EVERY_MS = 5_000;

/**
 * Makes the ticks in this process, with the Kafka and AWS access of this machine.
 *
 * @throws SpillwayError of the spec, and `MSK_…` where MSK is to name the brokers
 */
export async function openLocalController(
  specFile: string,
  context: Pick<CliContext, 'env' | 'newId' | 'nowMs' | 'askMsk'>,
): Promise<Controller> {
  const spec = await withKnownBrokers(await readSpec(specFile), context);
  const { env } = context;
  const memory: TickMemory = {};
  const warm = coldMemory();
  const holder = `cli-${context.newId()}`;
  return {
    followEveryMs: FOLLOW_EVERY_MS,
    async ask(event) {
      const request = parseEvent(event, { id: holder, nowMs: context.nowMs() });
      const opened = await openTick({ spec, env, holder, leaseMs: LEASE_MS, warm });
      return toReport(await tick(opened.dependencies, request, memory).finally(opened.close));
    },
    close() {},
  };
}

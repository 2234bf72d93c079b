import { randomUUID } from 'node:crypto';
import { type TickKind, tick } from '../controller/tick';
import { toReport } from '../controller/tick-report';
import { drawTick } from '../report/tick-view';
import { coldMemory, openTick } from '../runtime/open-tick';
import { readSpec } from './read-spec';

const LEASE_MS = 60_000;
const DEFAULT_COLUMNS = 100;

/** Makes one tick from here, with the Kafka and AWS access of this machine, and prints what came of it. */
export async function runTick(
  kind: TickKind,
  { pipeline, json }: { pipeline: string; json: boolean },
): Promise<void> {
  const spec = await readSpec(pipeline);
  const opened = await openTick({
    spec,
    env: process.env,
    holder: `cli-${randomUUID()}`,
    leaseMs: LEASE_MS,
    warm: coldMemory(),
  });
  const result = await tick(opened.dependencies, kind).finally(opened.close);
  const report = toReport(result);
  const text = json
    ? JSON.stringify(report)
    : drawTick(report, process.stdout.columns ?? DEFAULT_COLUMNS).join('\n');
  process.stdout.write(`${text}\n`);
}

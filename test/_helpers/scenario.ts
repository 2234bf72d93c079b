import path from 'node:path';
import { UpdateServiceCommand, type UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import type { TickReport } from '../../lib/controller/tick-report';
import type { ReasonCode } from '../../lib/core/vocabulary/reasons';
import { waitUntil } from '../../local/process/wait-until';
import { openSpanWriter, type Portion, type SpanWriter } from '../../local/traffic/span-writer';
import { startController } from '../../local/world/controller';
import { type Lane, type LaneOptions, openLane } from '../../local/world/lane';
import { type Operator, operatorOf } from '../../local/world/operator';
import { deployProcessingTier, ecsClient, type LiveConfig } from '../../local/world/processing-tier';
import type { World } from '../../local/world/world';

/** What `npm run build` made: scenarios run the bundle that is deployed. */
export const BUILT = path.resolve(__dirname, '../../dist');

/** A world may have to be fetched and built first. */
export const WORLD_TIMEOUT_MS = 900_000;
export const SCENARIO_TIMEOUT_MS = 240_000;
const ARRIVAL_TIMEOUT_MS = 60_000;

/** A pipeline under test: its records, its tasks, its controller. */
export interface Scenario {
  lane: Lane;
  operator: Operator;
  writer: SpanWriter;
  /** So many records into each of these partitions. */
  write(partitions: number[], records?: number, more?: Partial<Portion>): Promise<void>;
}

/** Opens a lane, writes a backlog to `backlog`, and only then deploys the tasks: everything has to be drained first. */
export async function startScenario(
  world: World,
  options: LaneOptions & { backlog: number[]; live?: LiveConfig },
): Promise<Scenario> {
  const lane = await openLane(world, options);
  const writer = await openSpanWriter(lane);
  lane.cleanUp.add(`the writer of ${lane.name}`, () => writer.close());
  const scenario: Scenario = {
    lane,
    writer,
    operator: operatorOf(await startController(lane, { built: BUILT })),
    write: (partitions, records = 10, more = {}) =>
      writer.write(partitions.map((partition) => ({ ...more, partition, records }))),
  };
  await scenario.write(options.backlog);
  await deployProcessingTier(lane, options.live);
  return scenario;
}

/** Waits until everything that was sent has reached the backend. */
export async function untilDelivered({ lane, operator }: Scenario): Promise<void> {
  await waitUntil(
    `all spans of ${lane.name}; so far ${JSON.stringify(lane.delivered())}, ${operator.story.slice(-3).join('\n')}`,
    () => lane.delivered().missing === 0,
    { timeoutMs: ARRIVAL_TIMEOUT_MS },
  );
}

/** Writes to the partitions four times a second until stopped. */
export function keepWriting({ writer }: Scenario, portions: () => Portion[]): { stop(): Promise<void> } {
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing.then(() => writer.write(portions()));
  }, 250);
  return {
    async stop() {
      clearInterval(timer);
      await writing;
    },
  };
}

export const hasCode = (code: ReasonCode) => (report: TickReport) =>
  report.reasons.some((each) => each.code === code);

export const flipped = ({ flip, phase }: TickReport) => flip?.verified === true && phase === 'live';

/** Each code that the controller has given so far, once, in the order of its first time. */
export function codesOf({ operator }: Scenario): ReasonCode[] {
  return [...new Set(operator.reports.flatMap(({ reasons }) => reasons.map(({ code }) => code)))];
}

/** What a person or a deployment does to the service. */
export async function updateService(
  { lane }: Scenario,
  change: Omit<UpdateServiceCommandInput, 'cluster' | 'service'>,
): Promise<void> {
  const { cluster, service } = lane.spec.tiers.processing;
  const client = ecsClient(lane);
  try {
    await client.send(new UpdateServiceCommand({ cluster, service, ...change }));
  } finally {
    client.destroy();
  }
}

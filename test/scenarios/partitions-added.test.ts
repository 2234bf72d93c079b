import type { TickReport } from '../../lib/controller/tick-report';
import { addPartitions } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import {
  codesOf,
  flipped,
  hasCode,
  keepWriting,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  untilDelivered,
} from '../_helpers/scenario';
import { worldForTests } from '../_helpers/world-for-tests';

const started = worldForTests();

/** Asks for more partitions, again while something else is under way, and waits until the expansion is through. */
async function expand({ operator }: Scenario, partitions: number): Promise<void> {
  const event = { action: 'expand', signal: 'traces', partitions } as const;
  for (let answer = await operator.command(event); !answer.answer?.accepted; ) {
    answer = await operator.command(event);
  }
  await operator.until(`${partitions} partitions`, hasCode('REQUEST_DONE'));
}

/** Partitions that the controller sees, so that traffic reaches a new one in the moment it is there. */
function partitionsIn(report: TickReport | undefined): number {
  return report?.lag.topics[0]?.partitions.length ?? 0;
}

describe('partitions added through expand', () => {
  it(
    'before, in the middle of and after a flip: nothing is missing',
    async () => {
      const scenario = await startScenario(started.world, { name: 'expand', partitions: 2, backlog: [0, 1] });
      const { operator, lane } = scenario;
      const traffic = keepWriting(scenario, () =>
        Array.from({ length: Math.max(2, partitionsIn(operator.reports.at(-1))) }, (_, partition) => ({
          partition,
          records: 1,
        })),
      );
      try {
        // Act: before, while it is drained and only waits for partitions to settle, 5 s in all.
        await operator.until('drained', ({ phase }) => phase === 'settling');
        await expand(scenario, 3);

        // Act: during, while tasks are stopped for the flip.
        await operator.until('the flip under way', ({ operation }) => operation?.purpose === 'flip');
        await expand(scenario, 4);
        await operator.until('the flip', flipped);

        // Act: after, while latest is in force.
        await expand(scenario, 5);
        const live = await operator.until('the next flip', flipped);
        expect(partitionsIn(live)).toBe(5);
      } finally {
        await traffic.stop();
      }

      await untilDelivered(scenario);
      expect(lane.delivered()).toMatchObject({ missing: 0 });
      expect(codesOf(scenario)).not.toContain('REARM_UNCOVERED');
    },
    SCENARIO_TIMEOUT_MS,
  );
});

describe('partitions added behind the back of the controller, while latest is in force', () => {
  it(
    'are reported with an upper bound of what was skipped, and repaired: then nothing is missing',
    async () => {
      // Prepare: live on latest.
      const scenario = await startScenario(started.world, { name: 'behind', partitions: 2, backlog: [0, 1] });
      const { operator, lane } = scenario;
      await operator.until('the flip', flipped);
      await untilDelivered(scenario);

      // Act: two more, with records before the receiver has heard of them; one of them stays without a commit.
      await addPartitions(lane.bootstrap, lane.topic, 4);
      await scenario.write([2, 3], 30);
      const before = lane.delivered().delivered;
      await waitUntil(
        'the receiver to read partition 2',
        async () => {
          await scenario.write([2], 1);
          return lane.delivered().delivered > before;
        },
        { timeoutMs: 60_000, everyMs: 300 },
      );
      const skipped = lane.delivered().missing;

      // Assess: this is the loss that the controller is there for.
      expect(skipped).toBeGreaterThanOrEqual(30);
      await operator.until('the reaction', hasCode('REARM_UNCOVERED'));
      const repaired = await operator.until('the repair', hasCode('OFFSETS_REPAIRED'));
      const bound = Number(
        /at most (\d+) records/.exec(repaired.reasons.map(({ line }) => line).join('\n'))?.[1],
      );
      expect(bound).toBeGreaterThanOrEqual(skipped);
      await untilDeliveredTicking(scenario);
      expect(lane.delivered()).toMatchObject({ missing: 0 });

      // Assess: and it goes on to latest again, with all of them covered.
      await operator.until('the next flip', flipped);
      await scenario.write([0, 1, 2, 3]);
      await untilDelivered(scenario);
    },
    SCENARIO_TIMEOUT_MS,
  );
});

async function untilDeliveredTicking({ operator, lane }: Scenario): Promise<void> {
  await operator.until('everything to arrive', () => lane.delivered().missing === 0);
}

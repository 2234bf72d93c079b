import type { TickReport } from '../../lib/controller/tick-report';
import { expectAllDelivered } from '../_helpers/world/judge-scenario';
import {
  codesOf,
  hasCode,
  keepWriting,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  untilDelivered,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const started = worldForTests();

const PARTITIONS = [0, 1, 2];
/** Two looks that are closer than this do not show what is slow. */
const BETWEEN_LOOKS_MS = 3_200;

/** Looks now and then until a report is as wanted. */
function untilSeen({ operator }: Scenario, what: string, wanted: (report: TickReport) => boolean) {
  return operator.until(what, wanted, 90_000, BETWEEN_LOOKS_MS);
}

describe('a group that does not catch up', () => {
  it.concurrent(
    'waits for the backend if it accepts nothing, and is not stopped with what it holds',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'held-sink',
        partitions: PARTITIONS.length,
        backlog: PARTITIONS,
        maxTasks: 2,
      });
      const { lane, operator } = scenario;
      const { sink } = lane;
      await operator.until('two tasks', ({ tasks }) => tasks.running === 2);
      await untilDelivered(scenario);

      // Act: send as much as the tasks' queues can hold. For Kafka it counts as read.
      sink.setMood({ kind: 'hold' });
      await scenario.write(PARTITIONS, 100);
      await untilSeen(
        scenario,
        'drained, and the backend to be the limit',
        (report) => report.drained && report.bottleneck?.kind === 'backend',
      );

      // Act: more than the queues of both tasks hold.
      for (let portion = 0; portion < 15; portion++) {
        await scenario.write(PARTITIONS, 20, { paddingBytes: 45_000 });
      }
      const held = await untilSeen(
        scenario,
        'tasks that wait for the backend',
        (report) => report.eta.kind === 'not-draining' && hasCode('BACKPRESSURE')(report),
      );

      expect(held.bottleneck).toEqual({
        kind: 'backend',
        text: expect.stringMatching(/^2 of 2 tasks wait .* 0 items\/s accepted; more tasks would not help$/),
      });
      expect(held.eta).toMatchObject({ useful: 'backend' });
      expect(codesOf(scenario)).not.toContain('SLOW_CONSUMER');

      // Act
      sink.setMood({ kind: 'accept' });
      await expectAllDelivered(scenario, { stops: 0 });
      expect(lane.delivered().sent).toBe(1_230);
      // A rebalance meanwhile takes a partition from a receiver that waits for room, which gives up no export.
      expect(codesOf(scenario)).not.toContain('ALARM_EXPORT_DROPPED');
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent(
    'is limited by tail_sampling if that is full and the sink accepts everything',
    async () => {
      // 20 traces at once, each held for 2 s: a task reads 10 records a second, whatever the backend does.
      const scenario = await startScenario(started.world, {
        name: 'slow-tasks',
        partitions: PARTITIONS.length,
        backlog: PARTITIONS,
        maxTasks: 1,
        processing: { tailSampling: { decisionWait: '2s', numTraces: 20 } },
      });

      // Act: 60 a second arrive.
      const writing = keepWriting(scenario, () => PARTITIONS.map((partition) => ({ partition, records: 5 })));
      const slow = await untilSeen(
        scenario,
        'full samplers',
        (report) => hasCode('SAMPLING_FULL')(report) && report.eta.kind === 'not-draining',
      ).finally(() => writing.stop());

      // Assess
      expect(slow.bottleneck?.kind).toBe('sampling');
      expect(slow.eta).toMatchObject({ kind: 'not-draining', useful: 2 });
      expect(slow.reasons.find(({ code }) => code === 'SAMPLING_FULL')?.line).toMatch(
        /tail_sampling is full in 1 of 1 task \(20 traces, each for 2 s\), so a task takes at most 10 traces\/s; 2 more tasks would help$/,
      );
      expect(codesOf(scenario)).not.toContain('BACKPRESSURE');
    },
    SCENARIO_TIMEOUT_MS,
  );
});

import { localClient } from '../../local/kafka/topics';
import { commitsOf } from '../_helpers/kafka/group';
import { expectAllDelivered } from '../_helpers/world/judge-scenario';
import {
  codesOf,
  flipped,
  hasCode,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  untilDeliveredTicking,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const started = worldForTests();
const POISONED = 2;

/** A record that no Collector can decode as OTLP. */
async function writePoison({ lane }: Scenario): Promise<void> {
  const producer = localClient(lane.bootstrap).producer();
  await producer.connect();
  await producer.send({
    topic: lane.topic,
    messages: [{ partition: POISONED, value: Buffer.from('this is no OTLP record') }],
  });
  await producer.disconnect();
}

describe('the first record of a partition cannot be decoded', () => {
  it.concurrent(
    'the receiver never commits there, and the other partitions still flip: the record stays unread at the commit',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'poison-first',
        partitions: 3,
        backlog: [0, 1],
        policy: { stuckAfter: '10s' },
      });
      const { operator, lane } = scenario;
      await writePoison(scenario);

      await operator.until('the alarm', hasCode('ALARM_PARTITION_STUCK'));
      await operator.until('the flip', flipped);
      await scenario.write([0, 1]);
      await untilDeliveredTicking(scenario);

      expect((await commitsOf(lane)).get(POISONED)).toBe(0n);
      expect(codesOf(scenario)).toContain('PARTITIONS_SEEDED');
      await expectAllDelivered(scenario, { stops: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});

import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { parameterPrefix } from '../../lib/pipeline';
import { ssmClient } from '../../local/world/processing-tier';
import {
  ask,
  codesOf,
  flipped,
  requestOver,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  untilDelivered,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const started = worldForTests();

async function storedConfig({ lane }: Scenario): Promise<string | undefined> {
  const client = ssmClient(lane);
  try {
    const name = `${parameterPrefix(lane.spec)}/config`;
    return (await client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
  } finally {
    client.destroy();
  }
}

describe('a live config that is only initial_offset', () => {
  it(
    'is flipped and re-armed like a whole one',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'offset-alone',
        partitions: 3,
        backlog: [0, 1],
        live: 'offset',
      });
      const { operator, lane } = scenario;

      await operator.until('the flip', flipped);
      expect(await storedConfig(scenario)).toBe('latest');

      // Act: under latest, new records in the idle partition arrive.
      await scenario.write([2]);
      await untilDelivered(scenario);
      await ask(scenario, { action: 'rewind', to: 'earliest' });
      await operator.until(
        'the rewind',
        (report) => requestOver(report) && report.initialOffset.stored === 'earliest',
      );

      expect(await storedConfig(scenario)).toBe('earliest');
      await untilDelivered(scenario);
      expect(lane.delivered()).toMatchObject({ sent: 30, missing: 0 });
      expect(codesOf(scenario)).toContain('PARTITIONS_SEEDED');
      expect(codesOf(scenario)).not.toContain('HOLD_CONFIG_FOREIGN');
    },
    SCENARIO_TIMEOUT_MS,
  );
});

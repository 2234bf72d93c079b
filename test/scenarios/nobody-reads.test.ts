import { hasCode, SCENARIO_TIMEOUT_MS, startScenario } from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const started = worldForTests({
  auth: { mechanism: 'SCRAM-SHA-256', username: 'otel', password: 'correct-horse-battery' },
});

/** From the start of a task to the alarm. */
const ALARM_WITHIN_MS = 120_000;
const BETWEEN_TICKS_MS = 2_000;

interface Broken {
  name: string;
  what: string;
  edit(config: string): string;
  /** What the alarm names. */
  cause: RegExp;
}

const BROKEN: Broken[] = [
  {
    name: 'dead-broker',
    what: 'a broker that is not there',
    edit: (config) => config.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'),
    cause: /127\.0\.0\.1:1\b/,
  },
  {
    name: 'wrong-password',
    what: 'a password that is wrong',
    edit: (config) => config.replace(/^( +)password: .*$/m, '$1password: wrong'),
    cause: /password/i,
  },
  {
    name: 'wrong-group',
    what: 'a group that is not that of the spec',
    edit: (config) => config.replace(/group_id: .*/, 'group_id: group-of-somebody-else'),
    cause: /group-of-somebody-else/,
  },
];

describe('tasks that run while nobody reads', () => {
  it.concurrent.each(BROKEN)(
    'with $what: an alarm names the cause within 2 minutes of their start',
    async ({ name, edit, cause }) => {
      const scenario = await startScenario(started.world, {
        name,
        partitions: 2,
        backlog: [0, 1],
        edit,
      });
      const startedMs = Date.now();
      const report = await scenario.operator.until(
        'the alarm',
        hasCode('ALARM_NOBODY_READS'),
        ALARM_WITHIN_MS,
        BETWEEN_TICKS_MS,
      );

      expect(Date.now() - startedMs).toBeLessThan(ALARM_WITHIN_MS);
      expect(report.phase).toMatch(/^(not-reading|held)$/);
      expect(report.bottleneck).toBeUndefined();
      expect(report.reasons.find(({ code }) => code === 'ALARM_NOBODY_READS')?.line).toMatch(cause);
      expect(report.readers).toMatchObject({ tasks: 1, absent: 1 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});

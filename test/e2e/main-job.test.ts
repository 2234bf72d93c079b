import { runDemoProcess } from '../_helpers/process/demo-process';

const TIMEOUT_MS = 400_000;
const clean = expect.objectContaining({ missing: 0 });

describe('npm start, the main job on a real Kafka and real Collectors', () => {
  it(
    'drains the backlog on six tasks, flips without stopping a task, and loses nothing',
    async () => {
      const { code, report, output } = await runDemoProcess([]);

      expect([code, output.slice(-2_000)]).toEqual([0, expect.stringContaining('OK in')]);
      expect(report).toMatchObject({
        ok: true,
        spans: clean,
        metrics: clean,
        logs: clean,
        tasks: { peak: 6, useful: 6 },
        flip: { from: 'earliest', to: 'latest', stops: 0, replacedTask: { onLatest: true } },
      });
      expect(report?.spans.sent).toBeGreaterThanOrEqual(20_000);
      expect(report?.phases.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['draining', 'settling', 'live']),
      );
    },
    TIMEOUT_MS,
  );

  it(
    'seeds an idle partition while the group runs, so that records written to it after the flip arrive',
    async () => {
      const { code, report, output } = await runDemoProcess(['--idle-partition', 'seed', '--traces', '5000']);

      expect([code, output]).toEqual([0, expect.stringContaining('PARTITIONS_SEEDED')]);
      expect(report).toMatchObject({ ok: true, spans: clean, flip: { stops: 0 } });
    },
    TIMEOUT_MS,
  );

  it(
    'does not flip with wait: it holds, and names the idle partition',
    async () => {
      const { code, report } = await runDemoProcess([
        '--idle-partition',
        'wait',
        '--traces',
        '5000',
        '--watch-hold',
        '15s',
      ]);

      expect(code).toBe(0);
      expect(report).toMatchObject({
        ok: true,
        spans: clean,
        flip: null,
        held: { code: 'HOLD_NO_COMMIT', partitions: [{ topic: 'otlp_spans', partition: 4 }] },
      });
    },
    TIMEOUT_MS,
  );
});

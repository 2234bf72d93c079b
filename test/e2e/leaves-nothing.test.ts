import { existsSync, readdirSync } from 'node:fs';
import { waitUntil } from '../../local/process/wait-until';
import { exitOf, startDemoProcess } from '../_helpers/process/demo-process';
import { descendants, isAlive } from '../_helpers/process/descendants';

const TIMEOUT_MS = 300_000;

describe('the embedded world leaves nothing behind', () => {
  it(
    'after an interrupt in the middle of a run: no process, no folder, no lock',
    async () => {
      // Prepare: wait until tasks run.
      const { child, output } = startDemoProcess(['--traces', '5000']);
      const ended = exitOf(child);
      await waitUntil(`six tasks`, () => /6\/6 tasks running/.test(output()), {
        timeoutMs: 240_000,
      });
      const folder = /of this run: (\S+)/.exec(output())?.[1] ?? 'not named';
      const processes = descendants(child.pid ?? 0);

      // Act
      child.kill('SIGINT');

      // Assess
      expect(await ended).toBe(130);
      expect(processes.length).toBeGreaterThanOrEqual(8);
      expect(processes.filter(isAlive)).toEqual([]);
      expect(existsSync(folder)).toBe(false);
      expect(readdirSync('.cache').filter((name) => name.endsWith('.lock'))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'after two concurrent runs, which do not affect each other',
    async () => {
      const both = [startDemoProcess(['--traces', '5000']), startDemoProcess(['--traces', '5000'])];

      const codes = await Promise.all(both.map(({ child }) => exitOf(child)));

      expect([codes, both.map(({ output }) => output().slice(-1_500))]).toEqual([[0, 0], expect.anything()]);
      for (const { output } of both) expect(output()).toMatch(/spans: (\d+) sent, \1 delivered, 0 missing/);
    },
    TIMEOUT_MS,
  );
});

describe('a missing tool is reported in one clear line', () => {
  it.each([
    ['no Java', { KAFKA_HOME: '', PATH: '/nonexistent' }, /JAVA_MISSING .*KAFKA_BROKERS/],
    ['an OTELCOL_BIN that is not valid', { OTELCOL_BIN: '/nonexistent/otelcol' }, /OTELCOL_BIN_UNUSABLE/],
    ['a KAFKA_HOME that is not valid', { KAFKA_HOME: '/nonexistent' }, /KAFKA_HOME_INVALID/],
  ])(
    '%s',
    async (_name, env, line) => {
      const { child, output } = startDemoProcess([], { ...process.env, JAVA_HOME: '', ...env });

      expect(await exitOf(child)).toBe(1);
      expect(output().trim()).toMatch(line);
      expect(output().trim().split('\n')).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});

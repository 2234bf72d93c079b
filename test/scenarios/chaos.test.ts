import { spawn } from 'node:child_process';
import path from 'node:path';
import { ALL_FAULTS } from '../../chaos/faults';
import { waitUntil } from '../../local/process/wait-until';
import { descendants, isAlive } from '../_helpers/process/descendants';
import { BUILT } from '../_helpers/world/scenario';

/** Two rounds; fetching and building the programs the first time takes longer, and so does a stop without an answer. */
const QUICK_TIMEOUT_MS = 1_200_000;
const STOP_TIMEOUT_MS = 240_000;

function startChaos(args: string[]) {
  const child = spawn(process.execPath, [path.join(BUILT, 'chaos/main.js'), ...args], { env: process.env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += String(chunk);
    });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { pid: child.pid ?? 0, kill: () => child.kill('SIGINT'), ended, output: () => output };
}

describe('chaos', () => {
  it(
    'two seeds with all kinds of faults violate nothing, and nearly all kinds bite',
    async () => {
      const { ended, output } = startChaos(['--quick', '--json']);

      await ended;
      const lines = output().trim().split('\n');
      const { seeds, violations, faults } = JSON.parse(lines.at(-1) ?? '');
      // The rounds' lines and what violated which rule, in the message of a red test.
      const verdicts = lines.filter((line) => /^seed \d+(: VIOLATED| violates)/.test(line));
      expect({ seeds, violations, verdicts }).toEqual({ seeds: 2, violations: 0, verdicts: [] });
      expect(Object.keys(faults)).toEqual(ALL_FAULTS.map(({ kind }) => kind));
      // On a slow machine, a fault may be over before anything has met it.
      const idle = Object.keys(faults).filter((kind) => faults[kind].bit === 0);
      expect(idle.length).toBeLessThan(ALL_FAULTS.length / 10);
    },
    QUICK_TIMEOUT_MS,
  );

  it(
    'an interrupt leaves no process behind',
    async () => {
      const { pid, kill, ended } = startChaos(['--seed', '1', '--faults', 'latency']);
      // Three brokers, an ingestion Collector, a task and the controller.
      await waitUntil('the world and its pipeline', () => descendants(pid).length >= 6, {
        timeoutMs: STOP_TIMEOUT_MS / 2,
      });
      const started = descendants(pid);
      kill();

      expect(await ended).toBe(130);
      expect(started.filter(isAlive)).toEqual([]);
    },
    STOP_TIMEOUT_MS,
  );
});

import { setTimeout as pause } from 'node:timers/promises';
import type { SinkMood } from '../../local/sink/start-sink';
import type { Draw } from '../draw';
import { runningTasks } from '../round/round';
import { becomesTrue } from '../until';
import type { Fault } from './fault';

const RUNS_MS = 60_000;
const MET_MS = 25_000;

export const BACKEND_FAULTS: readonly Fault[] = [
  backendFault('backend-refuses', 'the backend answers 503 to everything', () => ({
    kind: 'refuse',
    status: 503,
  })),
  backendFault('backend-flaky', 'the backend refuses one request in two to five', (draw) => ({
    kind: 'refuse-some',
    status: draw.one([429, 503]),
    every: draw.between(2, 5),
  })),
  backendFault('backend-hangs', 'the backend takes requests and does not answer', () => ({ kind: 'hold' })),
  backendFault('backend-slow', 'the backend takes 2 to 8 kB a second', (draw) => ({
    kind: 'slow',
    bytesPerSecond: draw.between(2_000, 8_000),
  })),
];

function backendFault(kind: string, what: string, moodOf: (draw: Draw) => SinkMood): Fault {
  return {
    kind,
    what,
    bites: 'the backend counts requests that it disturbed',
    async run(round, draw) {
      const { sink } = round.pipeline;
      // Somebody may have stopped the tier at the same time.
      await becomesTrue(() => runningTasks(round).length > 0, RUNS_MS);
      const holdMs = draw.between(2_000, 6_000);
      const before = sink.disturbed();
      sink.setMood(moodOf(draw));
      try {
        const met = await becomesTrue(() => sink.disturbed() > before, MET_MS);
        await pause(holdMs);
        return met;
      } finally {
        sink.setMood({ kind: 'accept' });
      }
    },
  };
}

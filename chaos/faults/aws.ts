import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AwsFault } from '../../local/aws';
import type { Draw } from '../draw';
import type { Round } from '../round/round';
import { becomesTrue } from '../until';
import type { Fault } from './fault';

const HIT_MS = 12_000;
const ACCEPTED_MS = 15_000;
const READS = ['GetParameters', 'DescribeServices', 'ListTasks', 'DescribeTasks'] as const;
const WRITES = ['PutParameter', 'DeleteParameter', 'UpdateService'] as const;

export const AWS_FAULTS: readonly Fault[] = [
  awsFault('aws-throttled', 'SSM and ECS throttle reads and writes', () =>
    [...READS, ...WRITES].map((operation) => refusal(operation, 'ThrottlingException')),
  ),
  awsFault('aws-errors', 'SSM, ECS, or one read and all writes answer with status 500', (draw) =>
    [draw.one(READS), ...WRITES].map((operation) => refusal(operation, 'InternalServerError')),
  ),
  awsFault('credentials-expired', 'every call is refused with ExpiredTokenException', () =>
    [...READS, ...WRITES].map((operation) => refusal(operation, 'ExpiredTokenException')),
  ),
  awsFault(
    'aws-slow',
    'calls take effect at once, and are answered 2 to 7 s later, which is beyond some timeouts',
    (draw) => {
      const byMs = draw.between(2_000, 7_000);
      return [draw.one(READS), ...WRITES].map((operation) => ({ kind: 'slow', operation, byMs, calls: 2 }));
    },
  ),
  awsFault('answers-lost', 'writes take effect, at once or seconds later, and are never answered', (draw) => {
    const carriedOutAfterMs = draw.one([undefined, draw.between(200, 4_000)]);
    return WRITES.map((operation) => ({
      ...{ kind: 'forget', operation, calls: draw.between(1, 3) },
      ...(carriedOutAfterMs === undefined ? {} : { carriedOutAfterMs }),
    }));
  }),
  awsFault('stale-reads', 'reads of SSM and ECS return what was 2 to 5 s ago', (draw) => [
    { kind: 'stale', operation: 'DescribeServices', lagMs: draw.between(2_000, 5_000) },
    { kind: 'stale', operation: 'GetParameters', lagMs: draw.between(2_000, 5_000) },
  ]),
];

function refusal(
  operation: string,
  exception: 'ThrottlingException' | 'InternalServerError' | 'ExpiredTokenException',
): AwsFault {
  return { kind: 'refuse', operation, exception };
}

/** While it is in force, somebody pauses and resumes Spillway, so that there is something to write. */
function awsFault(kind: string, what: string, faultsOf: (draw: Draw) => AwsFault[]): Fault {
  return {
    kind,
    what,
    bites: 'the endpoint counts calls that it changed',
    async run(round, draw) {
      const holdMs = draw.between(1_000, 4_000);
      let hits = 0;
      const ends = faultsOf(draw).map((fault) => round.pipeline.aws.injectFault(fault, () => void hits++));
      try {
        const id = randomUUID();
        await round.controller.command({ action: 'pause', id });
        const hit = await becomesTrue(() => hits > 0, HIT_MS);
        await pause(holdMs);
        return hit;
      } finally {
        for (const end of ends) end();
        await resume(round);
      }
    },
  };
}

/** Sends it until it is accepted; people do so at the latest when the round heals. */
async function resume({ controller }: Round): Promise<void> {
  await controller.commandUntilAccepted({ action: 'resume', id: randomUUID() }, ACCEPTED_MS);
}

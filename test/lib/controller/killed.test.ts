import type { TickResult } from '../../../lib/controller/tick';
import type { Command } from '../../../lib/core/vocabulary/command';
import { Killed, type MemoryWorld } from '../../_helpers/memory-world';
import {
  atRest,
  commits,
  copyOf,
  give,
  liveWorld,
  quickWorld,
  says,
  storedOffset,
  storedState,
  until,
} from '../../_helpers/ticking';

const FAST = { phaseTimeout: '2m', maxPause: '1m' };

interface Case {
  command: Command;
  prepare(): Promise<MemoryWorld>;
  /** Where it ends: flipped again, or on earliest, since what was moved is not read. */
  end: 'live' | 'earliest';
}

/** A pipeline whose tasks read nothing, so that commits stay where an operation put them. */
async function stalledLive(): Promise<MemoryWorld> {
  const made = await liveWorld(FAST);
  made.stalled = true;
  return made;
}

const CASES: Record<string, Case> = {
  drain: { command: { kind: 'drain' }, prepare: () => liveWorld(FAST), end: 'live' },
  'rewind of two partitions': {
    command: {
      kind: 'rewind',
      to: { kind: 'offset', offset: 40n },
      scope: { topic: 'otlp_spans', partitions: [1, 3] },
    },
    prepare: stalledLive,
    end: 'earliest',
  },
  skip: {
    command: { kind: 'skip', to: { kind: 'latest' }, scope: {} },
    prepare: async () => {
      const made = quickWorld(FAST);
      made.stalled = true;
      await until(made, says('SCALE_OUT'));
      made.produce('otlp_spans', 2, 50n);
      return made;
    },
    end: 'live',
  },
  'repair of a partition': {
    command: { kind: 'repair', scope: { topic: 'otlp_spans', partitions: [4] } },
    prepare: stalledLive,
    end: 'earliest',
  },
  expand: {
    command: { kind: 'expand', signal: 'traces', partitions: 8 },
    prepare: () => liveWorld(FAST),
    end: 'live',
  },
};

/** Gives the command, dying where `onEffect` says so, and goes on to the end. */
async function carryOut({ command, end }: Case, made: MemoryWorld) {
  await give(made, command);
  const live = ({ flip }: TickResult) => end === 'earliest' || flip?.verified === true;
  await until(made, (result) => atRest(result) && live(result), 60);
  const { operation, request, covered } = storedState(made);
  return {
    stored: storedOffset(made),
    desired: made.desiredCount,
    commits: commits(made),
    skipped: made.skipped(),
    left: { operation, request, covered },
  };
}

describe.each(Object.entries(CASES))('a %s that is killed', (_name, each) => {
  it.each(['before', 'after'] as const)('%s any one of its effects ends the same', async (when) => {
    const prepared = await each.prepare();
    const whole = copyOf(prepared);
    const begun = whole.effects.length;
    const expected = await carryOut(each, whole);
    const effects = whole.effects.length - begun;

    const ends = new Map<number, unknown>();
    for (let victim = 0; victim < effects; victim++) {
      const made = copyOf(prepared);
      let seen = 0;
      made.onEffect = (_effect, moment) => {
        if (moment === when && seen++ === victim) throw new Killed();
      };
      ends.set(victim, await carryOut(each, made));
    }

    expect(effects).toBeGreaterThan(3);
    expect(
      [...ends].filter(([, end]) => JSON.stringify(end, text) !== JSON.stringify(expected, text)),
    ).toEqual([]);
  });
});

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

import { costOf } from '../../../../lib/core/commands/cost';
import type { Situation } from '../../../../lib/core/facts/situation';
import { type LagReport, measureLag } from '../../../../lib/core/lag/lag';
import type { KafkaSnapshot, PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import type { Command } from '../../../../lib/core/vocabulary/command';
import { config, layout, situation } from '../../../_helpers/situation';
import { NOW_MS, service, snapshot, topic } from '../../../_helpers/snapshots';

const TIMES = { stopTimeoutMs: 60_000, decisionWaitMs: 30_000 };
const look = (afterMs: number, ...given: Partial<PartitionSnapshot>[]) =>
  snapshot([topic('otlp_spans', given)], { takenAtMs: NOW_MS + afterMs, tasks: 3 });
const lag = (kafka: KafkaSnapshot): LagReport =>
  measureLag(kafka, [{ signal: 'traces', topic: 'otlp_spans' }], { policy: 'earliest' });

// In 10 s: 500 read, 100 arrived; 600 left. So 50/s are read, and it shrinks by 40/s.
const BEFORE = look(0, { committed: 0n, logEnd: 1_000n });
const NOW = look(10_000, { committed: 500n, logEnd: 1_100n });

function cost(command: Command, more: Partial<Situation> = {}, previous: KafkaSnapshot | undefined = BEFORE) {
  const given = situation({ kafka: NOW, ...more });
  return costOf(command, given, { previous: previous && lag(previous), current: lag(given.kafka) }, TIMES);
}

const REWIND: Command = { kind: 'rewind', to: { kind: 'earliest' }, scope: {} };
const SKIP: Command = { kind: 'skip', to: { kind: 'latest' }, scope: {} };

describe('the cost of a command', () => {
  it('to rewind is what is read again, and the time for it and what is left', () => {
    expect(cost(REWIND)).toEqual({
      offsets: 500n,
      partitions: 1,
      // (600 left + 500 again) / 40 a second / 60
      minutes: 1_100 / 40 / 60,
      // stop 60 s, session 10 s, start 30 s
      pauseSeconds: 100,
      // 50 a second for 30 s
      cutOffsets: 1_500n,
      complete: true,
    });
  });

  it('to skip is what is given up: nothing is left to read', () => {
    expect(cost(SKIP)).toMatchObject({ offsets: 600n, partitions: 1, minutes: 0, pauseSeconds: 100 });
  });

  it('to skip a part takes that off', () => {
    const part: Command = { kind: 'skip', to: { kind: 'offset', offset: 700n }, scope: {} };

    expect(cost(part)).toMatchObject({ offsets: 200n, minutes: 400 / 40 / 60 });
  });

  it('to repair is what is set back, in its scope', () => {
    const scope = { topic: 'otlp_spans', partitions: [0] };

    expect(cost({ kind: 'repair', scope })).toMatchObject({ offsets: 500n, partitions: 1 });
    expect(cost({ kind: 'repair', scope: { topic: 'other' } })).toMatchObject({ offsets: 0n, partitions: 0 });
  });

  it('to drain is one pause, and nothing read again', () => {
    expect(cost({ kind: 'drain' })).toMatchObject({
      offsets: 0n,
      partitions: 0,
      minutes: 600 / 40 / 60,
      pauseSeconds: 100,
    });
  });

  it.each<[string, Partial<Situation>, number]>([
    ['earliest is in force', {}, 0],
    ['latest is stored', { config: config({ initialOffset: 'latest' }) }, 100],
    ['a task is on latest', { fleet: { earliest: 2, latest: 1 } }, 100],
  ])('to expand, while %s, pauses for %s seconds', (_name, more, pauseSeconds) => {
    expect(cost({ kind: 'expand', signal: 'traces', partitions: 9 }, more)).toMatchObject({
      pauseSeconds,
      cutOffsets: pauseSeconds > 0 ? 1_500n : 0n,
    });
  });

  it.each(['pause', 'resume', 'cancel'] as const)('to %s is nothing', (kind) => {
    expect(cost({ kind })).toMatchObject({ offsets: 0n, partitions: 0, pauseSeconds: 0, cutOffsets: 0n });
  });

  it('has no pause where nothing runs', () => {
    expect(cost(REWIND, { service: service(0) })).toMatchObject({ pauseSeconds: 0, cutOffsets: 0n });
  });

  it('has no time where the group does not gain on arrivals', () => {
    // 100 read, 100 arrived.
    expect(cost(REWIND, { kafka: look(10_000, { committed: 100n, logEnd: 1_100n }) }).minutes).toBe(
      'unknown',
    );
  });

  it('rounds what is cut up: 0.1/s for 30 s are 3, and 1 offset in 10 s is one', () => {
    expect(cost(REWIND, { kafka: look(10_000, { committed: 1n, logEnd: 1_000n }) }).cutOffsets).toBe(3n);
    expect(cost(REWIND, { kafka: look(100_000, { committed: 1n, logEnd: 1_000n }) }).cutOffsets).toBe(1n);
  });
});

describe('a cost that is not exact', () => {
  const first = (command: Command, times = TIMES, more: Partial<Situation> = {}) => {
    const given = situation({ kafka: NOW, ...more });
    return costOf(command, given, { previous: undefined, current: lag(given.kafka) }, times);
  };

  it('is one without a rate: the first look', () => {
    expect(first(REWIND)).toMatchObject({
      offsets: 500n,
      minutes: 'unknown',
      cutOffsets: 0n,
      complete: false,
    });
  });

  it('is exact without a rate where no trace is held, or no task stops', () => {
    expect(first(REWIND, { ...TIMES, decisionWaitMs: 0 }).complete).toBe(true);
    expect(first({ kind: 'resume' }).complete).toBe(true);
  });

  it('is one with a partition that could not be read', () => {
    const kafka = look(10_000, { committed: 500n, logEnd: 1_100n }, { logEnd: 'unknown' });

    expect(cost({ kind: 'resume' }, { kafka }).complete).toBe(false);
  });

  it('counts what was covered for nothing: a repair by hand has a scope', () => {
    const covered = layout([topic('otlp_spans', [])]);

    expect(cost({ kind: 'drain' }, { covered }).offsets).toBe(0n);
  });

  it('has no rate from two looks at one time', () => {
    expect(cost(REWIND, {}, look(10_000, { committed: 0n, logEnd: 1_000n })).minutes).toBe('unknown');
  });
});

import type { LongCommand, ManualOperation } from '../../../../lib/core/commands/manual-operation';
import { firstPhase, movementOf } from '../../../../lib/core/commands/manual-operation';
import { type Busy, rejectionsOf, scopeRejections } from '../../../../lib/core/commands/rejections';
import type { Facts } from '../../../../lib/core/facts/facts';
import { GATES } from '../../../../lib/core/gates';
import type { Command, HeldData, Scope } from '../../../../lib/core/vocabulary/command';
import {
  factsOf,
  type Given,
  owedOf,
  recreate,
  situation,
  stopped,
  tracesSpec,
} from '../../../_helpers/core/situation';
import { NOW_MS, service, snapshot, topic } from '../../../_helpers/core/snapshots';

const queued = 'keep';
const DRAIN: LongCommand = { kind: 'drain' };
const REWIND: LongCommand = { kind: 'rewind', to: { kind: 'earliest' }, scope: {}, queued };
const SKIP: LongCommand = { kind: 'skip', to: { kind: 'time', atMs: NOW_MS }, scope: {}, queued };
const REPAIR: LongCommand = { kind: 'repair', scope: {}, queued };
const expand = (partitions: number, signal: 'traces' | 'logs' = 'traces'): LongCommand => ({
  kind: 'expand',
  signal,
  partitions,
});

const IDLE: Busy = {
  manualOperation: undefined,
  recreate: undefined,
  pausedSinceMs: undefined,
  debt: undefined,
};

function said(
  command: LongCommand,
  given: Given = {},
  more: Partial<Facts> = {},
  busy: Partial<Busy> = {},
): string[] {
  const facts = factsOf(situation(given), more);
  return rejectionsOf(command, facts, { ...IDLE, ...busy }, GATES).map(({ code, text }) => `${code} ${text}`);
}

const HELD: HeldData = { kind: 'at-stake', items: 12, capacity: 1000 };
const UNSENT: Facts['unsent'] = {
  ...{ tasks: ['task-0'], read: 3, why: 'not-taken' },
  queue: { exporter: 'otlp_http', signal: 'traces', size: 12, capacity: 1000 },
};
const OPERATION: ManualOperation = {
  id: 'c',
  command: DRAIN,
  acceptedAtMs: 0,
  phase: 'drain',
  phaseSinceMs: 0,
};

describe('a command may begin', () => {
  it.each<[string, LongCommand, Given, Partial<Facts>]>([
    ['to drain', DRAIN, {}, {}],
    ['to drain, whatever the group does', DRAIN, { kafka: snapshot([topic('otlp_spans', [{}])]) }, {}],
    ['to rewind', REWIND, {}, {}],
    ['to rewind a service that is stopped', REWIND, stopped(), { held: HELD }],
    [
      'to rewind where there is nothing to rewind, whatever stands in the way of a stop',
      REWIND,
      { partitions: [{ committed: 0n }], config: { editProblem: 'x' } },
      {},
    ],
    [
      'to rewind while tasks hold something, where that may be lost',
      { ...REWIND, queued: 'may-be-lost' },
      {},
      { held: HELD, unsent: UNSENT },
    ],
    [
      'to rewind while what tasks hold is read again',
      REWIND,
      {},
      { held: { kind: 'read-again', sinceMs: 0 }, unsent: UNSENT },
    ],
    [
      'to rewind while what tasks hold is bounded by time',
      REWIND,
      {},
      { held: { kind: 'by-time', ms: 1 }, unsent: UNSENT },
    ],
    [
      'to rewind where nobody asks the tasks, by the spec',
      REWIND,
      {},
      { held: { kind: 'unknown', why: 'not read' } },
    ],
    [
      'to rewind while the queues are empty and the backend takes everything',
      REWIND,
      {},
      { held: { ...HELD, items: 0 } },
    ],
    ['to repair what is owed', REPAIR, {}, { owed: [owedOf()] }],
    ['to repair a topic where nothing is owed', { ...REPAIR, scope: { topic: 'otlp_spans' } }, {}, {}],
    ['to expand', expand(4), {}, {}],
  ])('%s', (_name, command, given, more) => {
    expect(said(command, given, more)).toEqual([]);
  });
});

describe('a command may not begin', () => {
  it.each<[string, LongCommand, Given, Partial<Facts>, RegExp[]]>([
    [
      'to rewind what a closed gate keeps from being stopped',
      REWIND,
      { config: { editProblem: 'an anchor' } },
      {},
      [/^HOLD_CONFIG_NOT_EDITABLE an anchor$/],
    ],
    [
      'to skip to a time that could not be asked for',
      SKIP,
      {},
      {},
      [/^HOLD_PARTITION_UNKNOWN 3 partitions could not be read$/],
    ],
    [
      'to rewind partitions that cannot be read',
      REWIND,
      { partitions: [{ committed: 'unknown' }] },
      {},
      [/^HOLD_PARTITION_UNKNOWN/],
    ],
    [
      'to rewind while tasks hold what the backend may refuse',
      REWIND,
      {},
      { held: HELD },
      [/^REQUEST_REFUSED the tasks hold 12 requests.*add --accept-queue-loss$/],
    ],
    [
      'to rewind while empty queues still wait for the backend',
      REWIND,
      {},
      { held: { ...HELD, items: 0 }, unsent: UNSENT },
      [/^HOLD_UNSENT 1 of 3 tasks/, /accept-queue-loss/],
    ],
    [
      'to rewind while nobody knows what tasks hold that the backend refuses',
      REWIND,
      {},
      { held: { kind: 'unknown', why: 'ECONNREFUSED' }, unsent: UNSENT },
      [/^HOLD_UNSENT 1 of 3 tasks/, /unknown what data the tasks hold: ECONNREFUSED.*accept-queue-loss/],
    ],
    ['to repair where nothing is owed', REPAIR, {}, {}, [/no partition is waiting for a repair/]],
    [
      'to rewind a topic of another group',
      { ...REWIND, scope: { topic: 'other' } },
      {},
      {},
      [/^REQUEST_REFUSED other is not a topic of this group, which reads otlp_spans$/],
    ],
    [
      'to expand a signal that the pipeline has not',
      expand(9, 'logs'),
      {},
      {},
      [/the pipeline has no signal logs/],
    ],
    [
      'to expand to as many partitions as there are',
      expand(3),
      {},
      {},
      [/otlp_spans already has 3 partitions/],
    ],
    ['to expand to fewer', expand(2), {}, {}, [/Kafka cannot remove any/]],
    [
      'to expand a topic that cannot be read',
      expand(9),
      { kafka: snapshot([{ kind: 'missing', signal: 'traces', topic: 'otlp_spans' }]) },
      {},
      [/otlp_spans cannot be read/],
    ],
  ])('%s', (_name, command, given, more, expected) => {
    const lines = said(command, given, more);

    expect(lines).toHaveLength(expected.length);
    for (const [index, each] of expected.entries()) expect(lines[index]).toMatch(each);
  });

  it('to expand topics that a pattern matches', () => {
    const spec = tracesSpec();
    const { traces } = spec.signals;
    const given = { spec: { ...spec, signals: { traces: traces && { ...traces, topic: '^otlp_.*' } } } };

    expect(said(expand(9), given)[0]).toContain('^otlp_.* is a pattern');
  });

  it.each<[string, Partial<Busy>, RegExp]>([
    [
      'while Spillway is paused',
      { pausedSinceMs: 5, manualOperation: OPERATION },
      /Spillway is paused: resume first/,
    ],
    [
      'while another is under way',
      { manualOperation: OPERATION, recreate: recreate('repair') },
      /a drain is in progress \(phase drain\): wait, or cancel it/,
    ],
    [
      'while a recreate of Spillway’s own is under way',
      { recreate: recreate('repair') },
      /a repair is in progress: wait, or cancel it/,
    ],
  ])('%s', (_name, busy, expected) => {
    const lines = said(DRAIN, {}, {}, busy);

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(expected);
  });

  it('is rejected while an earlier stop may still take effect, if it needs a stop', () => {
    const debt = { count: 3, stoppedAtMs: Date.parse('2026-01-01T10:00:00Z'), for: 'repair' };

    expect(said(REWIND, {}, {}, { debt })).toEqual([
      'REQUEST_REFUSED the stop for a repair may still take effect: try again after 2026-01-01T10:10:00.000Z',
    ]);
    expect(said(DRAIN, {}, {}, { debt })).toEqual([]);
  });
});

describe('a scope', () => {
  const facts = factsOf(situation());
  const many = Array.from({ length: 65 }, (_, index) => index);

  it.each<[string, Scope, string | undefined]>([
    ['is everything', {}, undefined],
    ['is a topic', { topic: 'otlp_spans' }, undefined],
    ['is some of its partitions', { topic: 'otlp_spans', partitions: [0, 2] }, undefined],
    ['names a topic of the group', { topic: '__proto__' }, '__proto__ is not a topic of this group'],
    [
      'names partitions that are there',
      { topic: 'otlp_spans', partitions: [2, 3, 9] },
      'otlp_spans has no partition 3, 9',
    ],
    [
      'names 64 partitions at most',
      { topic: 'otlp_spans', partitions: many },
      '65 partitions were given, but at most 64',
    ],
  ])('%s', (_name, scope, expected) => {
    expect(scopeRejections(scope, facts)[0]?.text.slice(0, expected?.length)).toBe(expected);
  });

  it('of 64 partitions is accepted', () => {
    const all = factsOf(situation({ partitions: many.map(() => ({})), service: service(3) }));

    expect(scopeRejections({ topic: 'otlp_spans', partitions: many.slice(1) }, all)).toEqual([]);
  });
});

describe('a command', () => {
  it.each<[LongCommand, string]>([
    [DRAIN, 'drain'],
    [REWIND, 'move'],
    [SKIP, 'move'],
    [REPAIR, 'move'],
    [expand(4), 'arm'],
  ])('%j begins in phase %s', (command, phase) => {
    expect(firstPhase(command)).toBe(phase);
  });

  it.each<[string, Command, ReturnType<typeof movementOf>]>([
    [
      'to rewind moves commits to its target',
      REWIND,
      { purpose: 'rewind', move: { target: { kind: 'earliest' }, scope: {} }, queued },
    ],
    [
      'to skip moves commits to its target',
      SKIP,
      { purpose: 'skip', move: { target: { kind: 'time', atMs: NOW_MS }, scope: {} }, queued },
    ],
    ['to repair moves commits of what is owed', REPAIR, { purpose: 'repair', queued }],
    [
      'to repair a topic moves its commits to the log start',
      { ...REPAIR, scope: { topic: 'otlp_spans' } },
      { purpose: 'repair', move: { target: { kind: 'earliest' }, scope: { topic: 'otlp_spans' } }, queued },
    ],
    ['to drain moves none', DRAIN, undefined],
    ['to stop moves none', { kind: 'stop' }, undefined],
  ])('%s', (_name, command, expected) => {
    expect(movementOf(command)).toEqual(expected);
  });
});

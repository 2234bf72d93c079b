import { NO_HISTORY } from '../../../../lib/core/facts/history';
import type { Recreate } from '../../../../lib/core/recreate/recreate';
import type { PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import type { Reason, ReasonCode } from '../../../../lib/core/vocabulary/reasons';
import {
  DAY_MS,
  debt,
  decideOn,
  type Given,
  HOUR_MS,
  MINUTE_MS,
  recreate,
  type Situation,
  situation,
  stopped,
} from '../../../_helpers/core/situation';
import { NOW_MS, service, snapshot, topic } from '../../../_helpers/core/snapshots';

const NOT_MOVING: Partial<PartitionSnapshot> = {
  committed: 4n,
  firstUnread: { kind: 'record', offset: 4n, timestampMs: NOW_MS - HOUR_MS },
};
/** Partition 0 has stood at offset 4 for an hour. */
const STUCK = { stuck: { 'otlp_spans/0': { committed: 4n, sinceMs: NOW_MS - HOUR_MS } } };

function remark(given: Situation, code: ReasonCode): Pick<Reason, 'text' | 'where'> | undefined {
  const found = decideOn(given).reasons.find((each) => each.code === code);
  return found && { text: found.text, where: found.where };
}

type Row = [ReasonCode, string, Situation, Situation];

const drifted = (agoMs: number, paths: string[]) =>
  situation({ config: { drift: { sinceMs: NOW_MS - agoMs, paths } } });
const committedBefore = (traces: bigint) =>
  situation({ state: { floor: { atMs: NOW_MS - MINUTE_MS, sums: { traces } } } });
const unknownRetention = (ms: number | 'unknown') =>
  situation({ kafka: snapshot([topic('otlp_spans', [{}, {}, {}], ms)], { tasks: 3 }) });
const stuckOne = (stuckPartitions: string) =>
  situation({ partitions: [NOT_MOVING, {}, {}], state: STUCK, policy: { stuckPartitions } });

it.each<Row>([
  [
    'ALARM_CLOCK_WENT_BACK',
    'the clock now shows 2026-01-15T12:00:00.000Z',
    situation({ state: { drainedSinceMs: NOW_MS + 1 } }),
    situation({ state: { drainedSinceMs: NOW_MS } }),
  ],
  ['ALARM_COMMITS_BACK', 'commits of traces moved backwards', committedBefore(31n), committedBefore(30n)],
  [
    'ALARM_CONFIG_NOT_DEPLOYED',
    'it differs in receivers.kafka.brokers',
    drifted(5 * MINUTE_MS, ['receivers.kafka.brokers']),
    drifted(5 * MINUTE_MS - 1, ['receivers.kafka.brokers']),
  ],
  ['RETENTION_ASSUMED', 'otlp_spans: 7d', unknownRetention('unknown'), unknownRetention(24 * HOUR_MS)],
  ['STUCK_EXCLUDED', '1 partition left out', stuckOne('exclude'), stuckOne('wait')],
])('%s is reported, with what was seen, and not a moment or a step before', (code, text, when, before) => {
  expect(remark(when, code)?.text).toBe(text);
  expect(remark(before, code)).toBeUndefined();
});

it('shows at most three settings that differ, and counts the rest', () => {
  const text = (paths: string[]) => remark(drifted(HOUR_MS, paths), 'ALARM_CONFIG_NOT_DEPLOYED')?.text;

  expect(text(['a', 'b', 'c'])).toBe('it differs in a, b, c');
  expect(text(['a', 'b', 'c', 'd', 'e'])).toBe('it differs in a, b, c and 2 more');
});

it('names one topic whose retention is not known, and counts the rest', () => {
  const topics = ['otlp_spans', 'otlp_spans_b', 'otlp_spans_c'].map((name) => topic(name, [{}], 'unknown'));
  const given = situation({ kafka: snapshot(topics, { tasks: 1 }) });

  expect(remark(given, 'RETENTION_ASSUMED')?.text).toMatch(/^otlp_spans and 2 more: /);
});

describe('members that stay in the group after all tasks have stopped', () => {
  const TO_EARLIEST = { move: { target: { kind: 'earliest' }, scope: {} } } as const;
  const stoppedAtMs = NOW_MS - HOUR_MS;
  const given = (more: Given) => situation({ service: service(0), ...more });
  const waiting = given({
    state: { recreate: recreate('rewind', { ...TO_EARLIEST, stoppedAtMs }) },
    debt: debt({ stoppedAtMs }),
  });
  const { lingering } = decideOn(waiting).state;

  it('are remembered when the recreate is given up', () => {
    expect(lingering).toBe(
      'otel-collector at 10.0.0.1, otel-collector at 10.0.0.2, otel-collector at 10.0.0.3',
    );
  });

  it.each<[string, Given, boolean]>([
    ['are reported while no task runs', {}, true],
    ['are reported while there is one more of them than tasks', { service: service(2) }, true],
    ['are forgotten once the members are those of the tasks', { service: service(3) }, false],
    ['are forgotten once the group is Empty', stopped(), false],
  ])('%s', (_, more, reported) => {
    const when = given({ ...more, state: { lingering } });

    expect(remark(when, 'ALARM_MEMBER_LINGERS')?.text).toBe(reported ? lingering : undefined);
    expect(decideOn(when).state.lingering).toBe(reported ? lingering : undefined);
  });
});

describe('the reasons of a stop', () => {
  const armed = (more: Partial<Recreate>, state: Given['state'] = {}) =>
    situation({
      state: { recreate: { ...recreate('skip'), phase: 'arm', stoppedAtMs: undefined, ...more }, ...state },
    });
  const stoppedBefore = (agoMs: number) => ({ history: { ...NO_HISTORY, automaticStops: [NOW_MS - agoMs] } });

  it('name a skip', () => {
    const skip = armed({ move: { target: { kind: 'latest' }, scope: {} } });

    expect(decideOn(skip).action?.kind).toBe('stop-tasks');
    expect(remark(skip, 'SKIP_STARTED')?.text).toBe('by command');
  });

  it.each<[string, Recreate['origin'], number, string | undefined]>([
    [
      'the second automatic stop within a day is an alarm',
      'automatic',
      DAY_MS - 1,
      'this is the second stop within a day',
    ],
    ['an automatic stop a day after another is none', 'automatic', DAY_MS, undefined],
    ['a stop by command is none', 'command', DAY_MS - 1, undefined],
  ])('%s', (_, origin, agoMs, text) => {
    const repair = armed({ purpose: 'repair', origin }, stoppedBefore(agoMs));

    expect(decideOn(repair).action?.kind).toBe('stop-tasks');
    expect(remark(repair, 'ALARM_SECOND_STOP')?.text).toBe(text);
  });
});

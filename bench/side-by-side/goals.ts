import { BEHIND, type Behind } from '../stage/stage';
import { NAMES } from './peers';
import { type Place, type Row, rounded } from './row';

/** A goal and what was measured. Lower is better. */
export interface Goal {
  name: string;
  /** The most that meets it. */
  goal: number;
  /** `null` if a run that should have measured it did not. */
  measured: number | null;
  met: boolean;
}

interface Point {
  name: string;
  topics: number;
  behind: Behind;
  place?: Place;
}

const LEFT: Record<Behind, string> = { nothing: 'nothing behind', all: 'all behind' };
/** At 1,000 topics, connecting is part of the look. */
const LOOKS = [
  { topics: 10, name: NAMES.look, most: { nothing: 1.5, all: 2 } },
  { topics: 100, name: NAMES.look, most: { nothing: 1, all: 2 } },
  { topics: 1_000, name: NAMES.connectingLook, most: { nothing: 1, all: 2 } },
];
const TICKS = [
  { topics: 10, most: { nothing: 5, all: 5 } },
  { topics: 1_000, most: { nothing: 2, all: 3 } },
];
const WHOLE_PROCESSES = [
  { topics: 10, most: 0.3 },
  { topics: 1_000, most: 0.4 },
];

/** What Spillway wants to be, judged by the rows of one run. */
export function goalsOf(rows: readonly Row[]): Goal[] {
  const ratio = (of: Point, to: string, value: (row: Row) => number = ({ medianMs }) => medianMs) =>
    quotient(value, find(rows, of), find(rows, { ...of, name: to }));
  const growth = (name: string, behind: Behind, value: (row: Row) => number = ({ medianMs }) => medianMs) =>
    quotient(value, find(rows, { name, topics: 1_000, behind }), find(rows, { name, topics: 100, behind }));
  return BEHIND.flatMap((behind) => [
    ...LOOKS.map(({ topics, name, most }) =>
      goal(
        `look, ${topics} topics, ${LEFT[behind]}: time by kadm's`,
        most[behind],
        ratio({ name, topics, behind }, NAMES.kadm),
      ),
    ),
    goal(
      `look, 100 topics, ${LEFT[behind]}, +20 ms: time by that of kadm connecting`,
      1,
      ratio(
        { name: NAMES.connectingLook, topics: 100, behind, place: '1 broker, +20 ms' },
        NAMES.connectingKadm,
      ),
    ),
    goal(
      `look, 6,000 partitions, ${LEFT[behind]}: CPU of the client by kadm's`,
      1,
      ratio({ name: NAMES.connectingLook, topics: 1_000, behind }, NAMES.kadm, ({ cpuMs }) => cpuMs),
    ),
    ...TICKS.map(({ topics, most }) =>
      goal(
        `warm tick, ${topics} topics, ${LEFT[behind]}: time by kadm's`,
        most[behind],
        ratio({ name: NAMES.tick, topics, behind }, NAMES.kadm),
      ),
    ),
    ...WHOLE_PROCESSES.map(({ topics, most }) =>
      goal(
        `status, whole process, ${topics} topics, ${LEFT[behind]}: time by kafka-consumer-groups'`,
        most,
        ratio({ name: NAMES.status, topics, behind }, NAMES.consumerGroups),
      ),
    ),
    goal(
      `look, 10 times the topics, ${LEFT[behind]}: growth of the time`,
      10,
      growth(NAMES.connectingLook, behind),
    ),
    goal(
      `warm tick, 10 times the topics, ${LEFT[behind]}: growth of the time`,
      10,
      growth(NAMES.tick, behind),
    ),
    goal(
      `warm tick, 10 times the topics, ${LEFT[behind]}: growth of the bytes logged`,
      1.2,
      growth(NAMES.tick, behind, ({ loggedBytes }) => loggedBytes ?? Number.NaN),
    ),
  ]);
}

function goal(name: string, most: number, measured: number | undefined): Goal {
  if (measured === undefined || !Number.isFinite(measured))
    return { name, goal: most, measured: null, met: false };
  // Compared as shown: a goal that is printed as met has to be met.
  return { name, goal: most, measured: rounded(measured), met: rounded(measured) <= most };
}

function find(rows: readonly Row[], { name, topics, behind, place = '1 broker' }: Point): Row | undefined {
  return rows.find(
    (row) =>
      row.name === name &&
      row.topics === topics &&
      row.behind === behind &&
      row.place === place &&
      row.partitions === topics * 6,
  );
}

function quotient(value: (row: Row) => number, a: Row | undefined, b: Row | undefined): number | undefined {
  return a && b ? value(a) / value(b) : undefined;
}

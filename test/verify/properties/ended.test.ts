import { startWorlds } from '../../../verify/model/starts';
import { copyWorld, NONE, partitionAt, type World } from '../../../verify/model/world';
import { END_PROPERTIES } from '../../../verify/properties/ended';
import type { Ended } from '../../../verify/properties/property';

const STARTS = startWorlds({ faults: 0, records: 0 });

function ended(start: string, change: (world: World) => void, more: Partial<Ended> = {}): Ended {
  const found = STARTS.find(({ name }) => name === start);
  if (!found) throw new Error(`no start ${start}`);
  const world = copyWorld(found.world);
  change(world);
  return { world, held: [], restless: false, ...more };
}

const LIVE = 'live, tasks still on earliest';

/** An ending that breaks one statement, and no other. */
const ENDINGS: Readonly<Record<string, Ended>> = {
  'skipped records are reported': ended(LIVE, (world) => {
    world.unreported = true;
  }),
  'skipped records are read while they are retained': ended(LIVE, (world) => {
    partitionAt(world, 0, 0).skipped = 1;
  }),
  'records lost with a task that Spillway stopped are read again': ended(LIVE, (world) => {
    partitionAt(world, 0, 0).dropped = 1;
  }),
  'everything in the log is read': ended(LIVE, (world) => {
    partitionAt(world, 0, 0).delivered = 0;
  }),
  'a rewind is carried out, or REQUEST_FAILED is reported': ended(LIVE, (world) => {
    partitionAt(world, 0, 0).toRead = 1;
  }),
  'a command ends, or a hold reports what it waits for': ended(LIVE, ({ parameters }) => {
    parameters.state = {
      ...parameters.state,
      manualOperation: {
        id: 'x',
        command: { kind: 'drain' },
        ...{ acceptedAtMs: 0, phase: 'settle', phaseSinceMs: 0 },
      },
    };
  }),
  'latest is in force only while everything is covered': ended(
    LIVE,
    (world) => {
      partitionAt(world, 0, 0).committed = NONE;
      world.parameters.config = { ...world.parameters.config, initialOffset: 'latest' };
    },
    { held: ['HOLD_TOPIC_UNKNOWN'] },
  ),
  'the controller comes to rest': ended(LIVE, () => {}, { restless: true }),
  'the tier runs, or a person stopped it': ended(LIVE, (world) => {
    world.zero = { by: 'spillway', sinceMs: 0 };
  }),
  'no debt is left': ended(LIVE, ({ parameters }) => {
    parameters.debt = { count: 1, stoppedAtMs: 0, for: 'rewind' };
  }),
  'tasks that do not read are reported': ended(
    LIVE,
    (world) => {
      for (const task of world.tasks) task.elsewhere = true;
    },
    { held: ['DRAINING'] },
  ),
  'latest is stored, or a hold reports why not': ended('before a flip', () => {}),
  'a lasting hold has a cause that only a person can remove': ended('before a flip', () => {}, {
    held: ['HOLD_GROUP_NOT_STABLE'],
  }),
};

/** A gap under latest that only a hold explains also breaks a second property: nothing prevents its repair. */
const TOGETHER = new Map([
  [
    'latest is in force only while everything is covered',
    ['a lasting hold has a cause that only a person can remove'],
  ],
]);

test.each(END_PROPERTIES.map(({ name, rule }) => [name, rule] as const))('%s (%s) can be broken', (name) => {
  const ending = ENDINGS[name];
  if (!ending) throw new Error(`no ending for "${name}"`);

  const found = END_PROPERTIES.filter(({ check }) => check(ending) !== undefined);

  expect(found.map((each) => each.name)).toEqual([name, ...(TOGETHER.get(name) ?? [])]);
});

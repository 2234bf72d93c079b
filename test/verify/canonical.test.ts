import { canonicalText } from '../../verify/canonical';
import { modelSpec } from '../../verify/spec';
import { startWorlds } from '../../verify/starts';
import { copyWorld, type World } from '../../verify/world';

const budget = { faults: 1, records: 1 };

function live(change: (world: World) => void): string {
  const start = startWorlds(modelSpec(), budget).find(({ name }) => name === 'live');
  if (!start) throw new Error('there is no start state "live"');
  const world = copyWorld(start.world);
  change(world);
  return canonicalText(world, 'with-budget');
}

function addRecord(world: World, topic: number, partition: number): void {
  const model = world.topics[topic]?.partitions[partition];
  if (model) model.logEnd += 1;
}

describe('worlds that behave alike', () => {
  const asItIs = live(() => {});

  test.each<[name: string, change: (world: World) => void]>([
    ['differ only by the clock, all ages kept', (world) => shiftClock(world, 3_600_000)],
    ['have the same tasks in another order', (world) => void world.tasks.reverse()],
    ['have the same topics in another order, with what is remembered of them', exchangeTopics],
  ])('count as one where they %s', (_name, change) => {
    expect(live(change)).toBe(asItIs);
  });

  test('count as one when the same thing happens to either topic', () => {
    expect(live((world) => addRecord(world, 0, 0))).toBe(live((world) => addRecord(world, 1, 0)));
  });

  test.each<[name: string, change: (world: World) => void]>([
    ['a record', (world) => addRecord(world, 0, 0)],
    ['a member that is not ours', (world) => void Object.assign(world, { foreignMember: true })],
    ['another desiredCount', (world) => void Object.assign(world, { desiredCount: 1 })],
    ['less that may still happen', (world) => void Object.assign(world, { faultsLeft: 0 })],
    ['a task on another policy', (world) => void Object.assign(world.tasks[0] ?? {}, { policy: 'earliest' })],
  ])('count as two where one has %s', (_name, change) => {
    expect(live(change)).not.toBe(asItIs);
  });
});

/** Moves every time of the world and of what the controller remembers. */
function shiftClock(world: World, byMs: number): void {
  const shifted = shiftTimes(world, byMs) as World;
  Object.assign(world, shifted);
}

function shiftTimes(value: unknown, byMs: number, key = ''): unknown {
  if (typeof value === 'number') return key.endsWith('Ms') && value > 0 ? value + byMs : value;
  if (Array.isArray(value)) return value.map((each) => shiftTimes(each, byMs));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, shiftTimes(each, byMs, name)]),
  );
}

function exchangeTopics(world: World): void {
  world.topics.reverse();
  world.tasks = world.tasks.map((task) => ({ ...task, knows: [...task.knows].reverse() }));
}

import { startWorlds } from '../../verify/model/starts';
import { copyWorld, type World } from '../../verify/model/world';
import { canonicalText, withBudget } from '../../verify/search/canonical';

const budget = { faults: 1, records: 1 };

function live(change: (world: World) => void): string {
  const start = startWorlds(budget).find(({ name }) => name === 'live, tasks still on earliest');
  if (!start) throw new Error('there is no such start state');
  const world = copyWorld(start.world);
  change(world);
  return withBudget(canonicalText(world), world);
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
  ])('count as one if they %s', (_name, change) => {
    expect(live(change)).toBe(asItIs);
  });

  test('count as one if the same thing happens to either topic', () => {
    expect(live((world) => addRecord(world, 0, 0))).toBe(live((world) => addRecord(world, 1, 0)));
  });

  test.each<[name: string, change: (world: World) => void]>([
    ['a record', (world) => addRecord(world, 0, 0)],
    ['a member that is not ours', (world) => void Object.assign(world, { foreignMember: true })],
    ['another desiredCount', (world) => void Object.assign(world, { desiredCount: 2 })],
    ['less that may still happen', (world) => void Object.assign(world, { left: { faults: 0, records: 1 } })],
    ['a task on another policy', (world) => void Object.assign(world.tasks[0] ?? {}, { policy: 'latest' })],
  ])('count as two if one has %s', (_name, change) => {
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
  if (value === null || typeof value !== 'object' || value instanceof Map) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, shiftTimes(each, byMs, name)]),
  );
}

function exchangeTopics(world: World): void {
  world.topics.reverse();
  world.tasks = world.tasks.map((task) => ({ ...task, knows: [...task.knows].reverse() }));
}

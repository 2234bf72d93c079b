import { ALL_FAULTS, FAULTS } from '../../chaos/faults';
import { type Plan, planOf, type RoundKind, SEEDS_FOR_ALL } from '../../chaos/plan';

const ALL: RoundKind = { delivery: 'at-least-once' };
const SEEDS = Array.from({ length: 50 }, (_, index) => index + 1);

/** What a plan will do, draws included. */
function written(plan: Plan) {
  return Object.values(plan).map((track) =>
    track.map(({ fault, draw, afterMs }) => [fault.kind, afterMs, draw.between(0, 1_000_000)]),
  );
}

describe('the plan of a seed', () => {
  it('is the same each time', () => {
    expect(written(planOf(17, ALL))).toEqual(written(planOf(17, ALL)));
  });

  it('differs from that of another seed', () => {
    expect(written(planOf(17, ALL))).not.toEqual(written(planOf(18, ALL)));
  });

  it('makes the same choices for a kind if only that kind is wanted', () => {
    const kind = planOf(5, ALL).control[0]?.fault.kind ?? '';
    const whole = planOf(5, ALL).control[0]?.draw.between(0, 1_000_000);
    expect(planOf(5, { ...ALL, kinds: [kind] }).control[0]?.draw.between(0, 1_000_000)).toBe(whole);
  });

  it('has each kind equally often over 50 seeds', () => {
    const counts = new Map<string, number>();
    for (const seed of SEEDS) {
      for (const { fault } of Object.values(planOf(seed, ALL)).flat())
        counts.set(fault.kind, (counts.get(fault.kind) ?? 0) + 1);
    }
    expect(counts).toEqual(new Map([...counts.keys()].map((kind) => [kind, SEEDS.length / SEEDS_FOR_ALL])));
    expect([...counts.keys()].sort()).toEqual(ALL_FAULTS.map(({ kind }) => kind).sort());
  });

  it('ends no task of a buffered pipeline', () => {
    const planned = SEEDS.flatMap((seed) => Object.values(planOf(seed, { delivery: 'buffered' })).flat());
    expect(planned.filter(({ fault }) => fault.endsTasks)).toEqual([]);
    expect(new Set(planned.map(({ fault }) => fault.kind)).size).toBe(
      ALL_FAULTS.filter(({ endsTasks }) => !endsTasks).length,
    );
  });

  it('has the wanted kinds only, each on its track', () => {
    const plan = planOf(3, { ...ALL, kinds: ['latency', 'tick-killed'] });
    expect(plan.infrastructure.map(({ fault }) => fault.kind)).toEqual(['latency']);
    expect(plan.control.map(({ fault }) => fault.kind)).toEqual(['tick-killed']);
  });
});

it('no kind is on both tracks, or named twice', () => {
  const kinds = [...FAULTS.infrastructure, ...FAULTS.control].map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(kinds.length);
});

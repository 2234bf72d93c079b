import { neverBit, summarize, violationLines } from '../../chaos/report';
import type { RoundResult } from '../../chaos/round/run-round';
import type { Violation } from '../../chaos/rules';

const round: RoundResult = {
  seed: 7,
  faults: [
    { kind: 'latency', bit: true, seconds: 3 },
    { kind: 'task-killed', bit: false, seconds: 1 },
  ],
  violations: [],
  sent: 100,
  givenUp: 0,
  flips: 1,
  stops: 0,
  ticks: 60,
  failedTicks: 2,
  rest: { open: [], seconds: 4, commands: [] },
  seconds: 70,
  story: ['12:00:00.000 live unchanged | LIVE'],
};
const VIOLATIONS: Violation[] = [{ rule: 'useful-tasks', what: 'desiredCount 3 is above 2' }];
const KINDS = ['latency', 'task-killed', 'half-open'];

it('counts injected and bitten by kind, also of kinds that no round had', () => {
  const other = {
    ...round,
    seed: 8,
    violations: VIOLATIONS,
  };
  expect(summarize([round, other], KINDS)).toEqual({
    seeds: 2,
    violations: 1,
    faults: {
      latency: { injected: 2, bit: 2 },
      'task-killed': { injected: 2, bit: 0 },
      'half-open': { injected: 0, bit: 0 },
    },
  });
});

it('names kinds that were injected and never bit', () => {
  expect(neverBit(summarize([round], KINDS))).toEqual(['task-killed']);
});

it('shows a violation with the command that runs it again, and what the controller did, without repetition', () => {
  const story = [...round.story, '12:00:00.700 live unchanged | LIVE', '12:00:01.400 live noted | LIVE'];
  const violated = { ...round, violations: VIOLATIONS, story };
  expect(violationLines(violated, ' --faults latency')).toEqual([
    'seed 7 violates useful-tasks: desiredCount 3 is above 2',
    '  again: npm run chaos -- --seed 7 --faults latency',
    '  12:00:00.000 live unchanged | LIVE',
    '  12:00:01.400 live noted | LIVE',
  ]);
});

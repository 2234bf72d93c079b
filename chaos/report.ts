import Table from 'cli-table3';
import type { RoundResult } from './round/run-round';

/** Injected and bitten, by kind. */
export type FaultCounts = Record<string, { injected: number; bit: number }>;

export interface Summary {
  seeds: number;
  violations: number;
  faults: FaultCounts;
}

/** The last lines of the controller's story that a violation shows, repeated ones counted once. */
const SHOWN = 100;
/** What a line begins with: `12:00:00.000 `. */
const TIME = 13;

export function summarize(results: readonly RoundResult[], kinds: readonly string[]): Summary {
  const faults: FaultCounts = Object.fromEntries(
    kinds.map((kind) => {
      const injected = results.flatMap((result) => result.faults).filter((fault) => fault.kind === kind);
      return [kind, { injected: injected.length, bit: injected.filter(({ bit }) => bit).length }];
    }),
  );
  const violations = results.reduce((sum, result) => sum + result.violations.length, 0);
  return { seeds: results.length, violations, faults };
}

/** One line for a round. */
export function roundLine(result: RoundResult): string {
  const { seed, faults, sent, givenUp, flips, stops, ticks, failedTicks, rest, seconds } = result;
  const bit = faults.filter((fault) => fault.bit).length;
  const verdict = result.violations.length === 0 ? 'ok' : 'VIOLATED';
  const commands = rest.commands.length > 0 ? `, then ${rest.commands.join(', ')}` : '';
  return `seed ${seed}: ${verdict}, ${faults.length} faults, ${bit} bit; ${sent} spans, ${givenUp} given up; ${flips} flips, ${stops} stops; ${ticks} ticks, ${failedTicks} failed; at rest after ${rest.seconds} s${commands}; ${seconds} s`;
}

/** What a violation was, and how to see it again. */
export function violationLines(result: RoundResult, more: string): string[] {
  return [
    ...result.violations.map(({ rule, what }) => `seed ${result.seed} violates ${rule}: ${what}`),
    `  again: npm run chaos -- --seed ${result.seed}${more}`,
    ...withoutRepetition(result.story)
      .slice(-SHOWN)
      .map((line) => `  ${line}`),
  ];
}

/** Lines that say the same as the one before them, apart from the time, are left out. */
function withoutRepetition(story: readonly string[]): string[] {
  return story.filter((line, index) => line.slice(TIME) !== story[index - 1]?.slice(TIME));
}

export function faultTable({ faults }: Summary): string {
  const table = new Table({
    head: ['fault', 'injected', 'bit'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const [kind, { injected, bit }] of Object.entries(faults)) table.push([kind, injected, bit]);
  return table.toString();
}

/** Kinds that were injected and had no effect in any round. */
export function neverBit({ faults }: Summary): string[] {
  return Object.entries(faults)
    .filter(([, { injected, bit }]) => injected > 0 && bit === 0)
    .map(([kind]) => kind);
}

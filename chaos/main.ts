import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Option } from 'commander';
import { MISUSED, program, runProgram, wholeNumber } from '../local/process/program';
import { interruptible } from '../local/world/interruptible';
import { openToolbox } from '../local/world/toolbox';
import { ALL_FAULTS } from './faults';
import type { RoundKind } from './plan';
import { faultTable, neverBit, roundLine, summarize, violationLines } from './report';
import type { RoundResult } from './round/run-round';
import { runSeeds } from './run-seeds';
import { buildWithout, REMOVABLE } from './without';

interface ChaosOptions {
  seed?: number;
  seeds: number;
  quick?: boolean;
  faults?: string;
  without?: string;
  delivery: RoundKind['delivery'];
  worlds: number;
  freshWorldEvery: number;
  report?: string;
  json?: boolean;
  list?: boolean;
  keep?: boolean;
}

/** They share all kinds of faults among each other. */
const QUICK_SEEDS = 2;
const BUILT = path.resolve(__dirname, '..');

async function main(options: ChaosOptions): Promise<void> {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  if (options.list) {
    for (const { kind, what, bites } of ALL_FAULTS) print(`${kind.padEnd(22)}${what}; it bites if ${bites}`);
    return;
  }
  const kinds = options.faults?.split(',').map((kind) => kind.trim());
  const problem = problemWith(options, kinds);
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    process.exitCode = MISUSED;
    return;
  }
  const results: RoundResult[] = [];
  const again = againOf(options);
  const interrupted = await interruptible(print, async (signal, cleanUp) => {
    const env = { ...process.env, KAFKA_BROKERS: undefined };
    const toolbox = await openToolbox({ env, progress: print, signal });
    let built = BUILT;
    if (options.without !== undefined) {
      built = await mkdtemp(path.join(tmpdir(), 'spillway-without-'));
      cleanUp.add('the changed bundle', () => rm(built, { recursive: true, force: true }));
      await buildWithout(options.without, BUILT, built);
    }
    await runSeeds(seedsOf(options), {
      ...{ toolbox, built, kinds, signal, cleanUp, print, delivery: options.delivery },
      worlds: options.worlds,
      freshWorldEvery: options.freshWorldEvery,
      keep: options.keep ?? false,
      onRound(result) {
        results.push(result);
        print(roundLine(result));
        if (result.violations.length === 0) return true;
        for (const line of violationLines(result, again)) print(line);
        // Without its guard, the first violation is the proof.
        return options.without === undefined;
      },
    });
  });
  await finish(results, kinds, options, print);
  // A fault that was interrupted may still wait for something that will never be.
  if (interrupted) process.exit();
}

/** The options that a round needs to be the same again. */
function againOf({ faults, without, delivery }: ChaosOptions): string {
  return [
    ...(faults ? [` --faults ${faults}`] : []),
    ...(without ? [` --without ${without}`] : []),
    ...(delivery === 'buffered' ? [' --delivery buffered'] : []),
  ].join('');
}

async function finish(
  results: readonly RoundResult[],
  kinds: readonly string[] | undefined,
  { report, json }: ChaosOptions,
  print: (line: string) => void,
): Promise<void> {
  if (results.length === 0) return;
  const summary = summarize(results, kinds ?? ALL_FAULTS.map(({ kind }) => kind));
  print(faultTable(summary));
  for (const { kind, error, seed } of results.flatMap(({ faults, seed }) =>
    faults.map((each) => ({ ...each, seed })),
  ))
    if (error !== undefined) print(`seed ${seed}: ${kind} could not be injected: ${error}`);
  const idle = neverBit(summary);
  if (idle.length > 0) print(`These kinds never bit: ${idle.join(', ')}.`);
  print(`${summary.seeds} seeds, ${summary.violations} violations`);
  if (report) await writeFile(report, `${JSON.stringify({ ...summary, rounds: results })}\n`);
  if (json) print(JSON.stringify(summary));
  if (summary.violations > 0 || idle.length > 0) process.exitCode ??= 1;
}

function seedsOf({ seed, seeds, quick }: ChaosOptions): number[] {
  if (seed !== undefined) return [seed];
  return Array.from({ length: quick ? QUICK_SEEDS : seeds }, (_, index) => index + 1);
}

function problemWith({ without }: ChaosOptions, kinds: readonly string[] | undefined): string | undefined {
  const unknown = kinds?.find((kind) => !ALL_FAULTS.some((fault) => fault.kind === kind));
  if (unknown !== undefined) return `There is no fault ${unknown}: npm run chaos -- --list names them.`;
  if (without !== undefined && !REMOVABLE.includes(without))
    return `There is no gate or guard ${without}: give one of ${REMOVABLE.join(', ')}.`;
  return undefined;
}

void runProgram(
  program(
    'spillway-chaos',
    'Faults drawn from a seed, on three real brokers and real Collectors of both tiers, with the built bundle ticking. In the end everything heals, and it is judged from outside.',
  )
    .option('--seed <n>', 'the round of one seed', wholeNumber)
    .option('--seeds <n>', 'the rounds of the seeds 1 to n', wholeNumber, 10)
    .option('--quick', `the first ${QUICK_SEEDS} seeds, which have all kinds of faults`)
    .option('--faults <kinds>', 'these kinds only, with commas in between; all of them in each round')
    .addOption(
      new Option('--delivery <profile>', 'what the pipelines promise; no fault ends a task of a buffered one')
        .choices(['at-least-once', 'buffered'])
        .default('at-least-once'),
    )
    .option('--without <code>', 'a controller without this gate or guard; ends with the first violation')
    .option('--worlds <n>', 'so many rounds at the same time, each on separate brokers', wholeNumber, 2)
    .option('--fresh-world-every <n>', 'new brokers after so many rounds', wholeNumber, 10)
    .option('--report <file>', 'write all rounds as JSON')
    .option('--keep', 'keep logs and configs')
    .option('--list', 'list the kinds of faults')
    .option('--json', 'a last line with the figures as JSON')
    .action(main),
);

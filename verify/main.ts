import { parseArgs } from 'node:util';
import { GATES, type GateCode } from '../lib/core/vocabulary/gates';
import { FULL, QUICK, WITHOUT } from './passes';
import { runPasses, type Summary } from './run';
import { modelSpec } from './spec';
import { runPassesInThreads } from './threads';

/** `npm run verify`: see docs/verification.md. Exit 0: clean, 1: a violation, 2: wrong usage. */
async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean' },
      json: { type: 'boolean' },
      gates: { type: 'boolean' },
      without: { type: 'string' },
    },
  });
  if (values.gates) {
    process.stdout.write(`${Object.keys(GATES).join('\n')}\n`);
    return 0;
  }
  const { without } = values;
  if (without !== undefined && !isGate(without)) {
    process.stderr.write(`No gate ${without}: npm run verify -- --gates lists them.\n`);
    return 2;
  }
  const startedMs = performance.now();
  const summary = await explored(without, values.quick ? 'quick' : 'full');
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  process.stdout.write(`${describe(summary, seconds, without)}\n`);
  if (values.json) {
    const { worlds, depth, traces } = summary;
    const figures = { states: worlds.size, depth, violations: traces.length, seconds };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  }
  return summary.traces.length > 0 ? 1 : 0;
}

function isGate(code: string): code is GateCode {
  return code in GATES;
}

async function explored(without: GateCode | undefined, extent: 'quick' | 'full'): Promise<Summary> {
  if (without) return runPasses({ spec: modelSpec(), without }, WITHOUT);
  if (extent === 'quick') return runPasses({ spec: modelSpec(), without }, QUICK);
  return runPassesInThreads(FULL);
}

function describe(
  { worlds, depth, traces }: Summary,
  seconds: number,
  without: GateCode | undefined,
): string {
  const extent = `${worlds.size} distinct states, ${depth} steps beyond each start, ${seconds} s`;
  const [first] = traces;
  if (first) return `${first}\n${without ? `without ${without}: ` : ''}a violation after ${extent}`;
  return `${without ? `without ${without}: ` : ''}no violation in ${extent}`;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);

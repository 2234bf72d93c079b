import { FAULTS } from './model/events';
import { ALL_GATES, REAL, without } from './model/tick';
import { RULES } from './properties/property';
import { TO_REACH } from './properties/reached';
import { FULL, type Hint, QUICK, withoutFrom } from './search/passes';
import { runPasses, type Summary } from './search/run';
import { runPassesInThreads } from './search/threads';
import { Misuse, optionsOf, runMain } from './usage';

/**
 * `npm run verify`: see docs/verification.md. Exits with 0 if there is no violation, 1 if there is one, 2 if the usage
 * is wrong.
 */
async function main(args: string[]): Promise<number> {
  const values = optionsOf(args, {
    help: { type: 'boolean' },
    quick: { type: 'boolean' },
    json: { type: 'boolean' },
    list: { type: 'boolean' },
    without: { type: 'string' },
    pass: { type: 'string' },
    start: { type: 'string' },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.list) {
    process.stdout.write(values.json ? `${JSON.stringify(LISTS)}\n` : listText());
    return 0;
  }
  const { without: code } = values;
  if (code !== undefined && !ALL_GATES.includes(code)) {
    throw new Misuse(`No gate ${code}: npm run verify -- --list lists them.`);
  }
  const startedMs = performance.now();
  const { pass, start } = values;
  const summary = await explored(code, { pass, start }, values.quick ? 'quick' : 'full');
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  process.stdout.write(`${describe(summary, seconds, code)}\n`);
  if (values.json) {
    const { worlds, depth, violations } = summary;
    const [first] = violations;
    const figures = { states: worlds.size, depth, violations: violations.length, seconds };
    const broken = first && {
      rule: first.rule,
      property: first.property,
      pass: first.pass,
      start: first.start,
    };
    process.stdout.write(`${JSON.stringify({ ...figures, ...broken })}\n`);
  }
  return summary.violations.length > 0 ? 1 : 0;
}

const HELP = `npm run verify -- [options]: see docs/verification.md

  --quick            the passes that take seconds
  --without <code>   without this gate or guard, until the first violation
  --pass <name> --start <name>   with --without: first where a violation was found before
  --list             list the faults, the rules and the gates
  --json             a last line with the figures as JSON
`;

const LISTS = { faults: FAULTS, rules: RULES, gates: ALL_GATES };

function listText(): string {
  return Object.entries(LISTS)
    .map(([name, list]) => `${name}:\n${list.map((each) => `  ${each}\n`).join('')}`)
    .join('');
}

async function explored(code: string | undefined, hint: Hint, extent: 'quick' | 'full'): Promise<Summary> {
  if (code !== undefined) return runPasses(without(code), withoutFrom(hint));
  if (extent === 'quick') return runPasses(REAL, QUICK);
  return runPassesInThreads(FULL, __dirname, (line) => process.stdout.write(`${line}\n`));
}

function describe({ worlds, depth, violations, reached }: Summary, seconds: number, code?: string): string {
  const extent = `${worlds.size} distinct states, ${depth} steps beyond each start, ${seconds} s`;
  const what = code === undefined ? '' : `without ${code}: `;
  const [first] = violations;
  if (first) return `${first.trace}\n${what}a violation after ${extent}`;
  const missed = TO_REACH.filter((each) => !reached.has(each));
  const never = missed.length > 0 ? `never reached: ${missed.join(', ')}\n` : '';
  return `${never}${what}no violation in ${extent}`;
}

runMain(main);

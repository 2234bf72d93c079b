import { Command } from 'commander';
import { SpillwayError } from '../errors';
import { nearestNames } from '../pipeline/nearest-names';
import { wrapped } from '../report/wrap';
import type { Cli } from './cli';
import { CommandEnd, EXIT } from './exit-code';
import { allExplanations, type Explanation } from './explanations';
import { DEFAULT_COLUMNS } from './show-error';

/** `spillway explain`: what a code means and what to do. */
export function explainCommand({ context, run }: Cli): Command {
  return new Command('explain')
    .description('say what a code means: a finding of lint, a reason of a decision, or an error')
    .argument('[code]', 'for example KAFKA_TLS_NULL; without it, all of them')
    .option('--json', 'print one JSON document on standard output', false)
    .action((wanted: string | undefined, { json }: { json: boolean }) =>
      run(json ? 'json' : 'text', async () => {
        const all = await allExplanations();
        const chosen = wanted === undefined ? all : chosenOf(all, wanted);
        const columns = context.stdout.columns || DEFAULT_COLUMNS;
        const lines = wanted === undefined ? listed(all) : chosen.flatMap((each) => explained(each, columns));
        context.stdout.write(json ? `${JSON.stringify(chosen)}\n` : `${lines.join('\n')}\n`);
        return EXIT.done;
      }),
    );
}

/** One code can be both a finding and an error. */
function chosenOf(all: readonly Explanation[], wanted: string): Explanation[] {
  const code = wanted.trim().toUpperCase().replaceAll('-', '_');
  const chosen = all.filter((each) => each.code === code);
  if (chosen.length > 0) return chosen;
  const names = nearestNames(
    code,
    all.map((each) => each.code),
  );
  throw new CommandEnd(
    EXIT.usage,
    new SpillwayError(
      'CODE_UNKNOWN',
      `There is no code ${code}.`,
      names.length > 0
        ? `Did you mean ${names.join(', ')}?`
        : '`spillway explain` without a code lists all of them.',
    ),
  );
}

function listed(all: readonly Explanation[]): string[] {
  const longest = Math.max(...all.map(({ code }) => code.length));
  return all.map(({ code, kind, level, title }) => {
    const words = kind === level ? kind : `${kind} ${level}`;
    return `${code.padEnd(longest)}  ${words.padEnd('reason alarm'.length)}  ${title}`;
  });
}

function explained({ code, kind, level, title, text, source }: Explanation, columns: number): string[] {
  const words = kind === level ? kind : `${kind}, ${level}`;
  const heading = text.toLowerCase().startsWith(title.toLowerCase())
    ? `${code} (${words})`
    : `${code} (${words}): ${title}`;
  return [
    ...wrapped(heading, columns),
    '',
    ...wrapped(text, columns),
    '',
    ...wrapped(`Source: ${source}`, columns),
  ];
}

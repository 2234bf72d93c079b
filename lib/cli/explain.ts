import { Command } from 'commander';
import { SpillwayError } from '../errors';
import { jsonLine, textBlock } from '../output';
import { nearestNames } from '../pipeline/nearest-names';
import { wrapped } from '../report/wrap';
import type { Cli } from './cli';
import { CommandEnd, EXIT } from './exit-code';
import type { Explanation } from './explanations';
import { type OutputOptions, withOutput } from './options';
import { DEFAULT_COLUMNS } from './show-error';

/** `spillway explain`: what a code means, and what to do. */
export function explainCommand({ context, run }: Cli): Command {
  const command = new Command('explain')
    .description('explain a code from the output of any command: what it means, and what to do')
    .argument('[code]', 'for example KAFKA_TLS_NULL; without it, list all codes');
  return withOutput(command).action((wanted: string | undefined, { output }: OutputOptions) =>
    run(output, async () => {
      const { allExplanations }: typeof import('./explanations') = require('./explanations');
      const all = allExplanations();
      const chosen = wanted === undefined ? all : withCode(all, wanted);
      if (output === 'json') context.stdout.write(jsonLine(chosen));
      else context.stdout.write(textBlock(textOf(chosen, wanted, context.stdout.columns || DEFAULT_COLUMNS)));
      return EXIT.done;
    }),
  );
}

function textOf(chosen: readonly Explanation[], wanted: string | undefined, columns: number): string {
  if (wanted === undefined) return listed(chosen).join('\n');
  return chosen.map((each) => explained(each, columns).join('\n')).join('\n\n');
}

/** More than one if the same code is both an error and a finding. */
function withCode(all: readonly Explanation[], wanted: string): Explanation[] {
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
        : '`spillway explain` without a code lists all codes.',
    ),
  );
}

function listed(all: readonly Explanation[]): string[] {
  const codes = Math.max(...all.map(({ code }) => code.length));
  const words = Math.max(...all.map((each) => wordsOf(each).length));
  return all.map((each) => `${each.code.padEnd(codes)}  ${wordsOf(each).padEnd(words)}  ${each.title}`);
}

function explained(each: Explanation, columns: number): string[] {
  const { code, title, meaning, whatToDo, since, source } = each;
  const name = `${code} (${wordsOf(each, ', ')})`;
  const heading = meaning.startsWith(title) ? name : `${name}: ${title}`;
  return [
    ...wrapped(heading, columns),
    '',
    ...wrapped(`What it means: ${meaning}`, columns),
    '',
    ...wrapped(`What to do: ${whatToDo}`, columns),
    '',
    ...wrapped(`Since ${since}. Source: ${source}`, columns),
  ];
}

function wordsOf({ kind, severity }: Explanation, separator = ' '): string {
  return kind === severity ? kind : `${kind}${separator}${severity}`;
}

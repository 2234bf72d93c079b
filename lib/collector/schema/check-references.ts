import { type ConfigPath, isRecord } from '../config/config-document';
import { placeholdersIn } from '../config/placeholder';
import type { CheckOptions } from './check-options';
import type { Problem } from './problem';

const VARIABLE = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** The configuration sources of the Collector and of contrib. A distribution may lack some of them. */
const SCHEMES = [
  'env',
  'file',
  'yaml',
  'http',
  'https',
  's3',
  'secretsmanager',
  'googlesecretmanager',
  'aes',
];

/** Problems with `${…}` itself, anywhere in the configuration. The Collector finds these before it decodes anything. */
export function* checkReferences(
  value: unknown,
  path: ConfigPath,
  options: CheckOptions,
): Generator<Problem> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* checkReferences(item, [...path, index], options);
  } else if (isRecord(value)) {
    for (const [key, child] of Object.entries(value)) yield* checkReferences(child, [...path, key], options);
  } else if (typeof value === 'string') {
    for (const { scheme, name } of placeholdersIn(value)) {
      const message = referenceProblem(scheme, name, options);
      if (message) yield { kind: 'invalid-value', path, message, refusal: 'validate' };
    }
  }
}

function referenceProblem(scheme: string, name: string, options: CheckOptions): string | undefined {
  if (scheme === 'env') {
    return VARIABLE.test(name)
      ? undefined
      : `refers to "${name}", which is not a valid name of an environment variable`;
  }
  if (scheme === 'file')
    return options.isMissingFile?.(name) ? `refers to the file ${name}, which does not exist` : undefined;
  return SCHEMES.includes(scheme) ? undefined : `refers to the unknown source "${scheme}:"`;
}

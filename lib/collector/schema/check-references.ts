import { type ConfigPath, isRecord } from '../config/config-document';
import { placeholdersIn } from '../config/placeholder';
import type { CheckOptions } from './check-options';
import type { Problem } from './problem';

const VARIABLE = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Those of the Collector and of contrib; which of them is built in, the distribution decides. */
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

/** What is wrong with `${…}` itself, wherever it stands: that is found before anything is decoded. */
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
      const fault = referenceFault(scheme, name, options);
      if (fault) yield { kind: 'invalid-value', path, message: fault, refusal: 'validate' };
    }
  }
}

function referenceFault(scheme: string, name: string, options: CheckOptions): string | undefined {
  if (scheme === 'env') {
    return VARIABLE.test(name) ? undefined : `"${name}" is no name of an environment variable`;
  }
  if (scheme === 'file') return options.isMissingFile?.(name) ? `${name} is not there` : undefined;
  return SCHEMES.includes(scheme) ? undefined : `"${scheme}:" is no source that a Collector knows`;
}

import { parse } from 'yaml';
import { isRecord } from '../config/config-document';
import { GO_TAGS } from '../config/go-yaml';
import { placeholdersIn } from '../config/placeholder';
import { Expanded } from './expanded';

const WHOLE = /^\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}$/;
const INNER = /\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}/g;

/** Expands a configuration as the Collector does in this environment. An unset variable without a default is empty. */
export function expand(value: unknown, environment: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return expandText(value, environment);
  if (Array.isArray(value)) return value.map((item) => expand(item, environment));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, expand(each, environment)]));
}

/**
 * Expands the placeholders that have a fallback, as the Collector does without these variables. A text that has another
 * placeholder too stays as it is.
 */
export function expandFallbacks(value: unknown): unknown {
  if (typeof value === 'string') return hasOnlyFallbacks(value) ? expandText(value, {}) : value;
  if (Array.isArray(value)) return value.map(expandFallbacks);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, expandFallbacks(each)]));
}

/** The names of the variables whose fallback the text is, if it is known without them. */
export function fallbacksIn(text: unknown): string[] {
  return typeof text === 'string' && hasOnlyFallbacks(text)
    ? placeholdersIn(text).map(({ name }) => name)
    : [];
}

function hasOnlyFallbacks(text: string): boolean {
  // A reference inside another one is not known from the outside.
  if (/\$\{[^}]*\$\{/.test(text)) return false;
  const placeholders = placeholdersIn(text);
  return (
    placeholders.length > 0 &&
    placeholders.every(({ scheme, fallback }) => scheme === 'env' && fallback !== undefined)
  );
}

function expandText(text: string, environment: Readonly<Record<string, string>>): unknown {
  if (placeholdersIn(text).length === 0) return text.replaceAll('$$', '$');
  const valueIn = (name = '', fallback = '') =>
    (Object.hasOwn(environment, name) ? environment[name] : undefined) ?? fallback;
  const [, name, fallback] = WHOLE.exec(text) ?? [];
  if (name === undefined) {
    // `$$` is always a literal dollar sign.
    const parts = text.split('$$').map((part) => {
      return part.replaceAll(INNER, (_, inner: string, otherwise?: string) => valueIn(inner, otherwise));
    });
    const expanded = parts.join('$');
    // A reference inside another one: expand again with the value of the inner one.
    return /\$\{[^}]*\$\{/.test(text) && expanded !== text ? expandText(expanded, environment) : expanded;
  }
  const found = valueIn(name, fallback);
  const parsed = parseOrText(found);
  if (isRecord(parsed) || Array.isArray(parsed)) return expand(parsed, environment);
  return typeof parsed === 'string' ? found : new Expanded(parsed, found);
}

/** The Collector parses a variable as YAML, and keeps it as a string if it is not valid YAML. */
function parseOrText(text: string): unknown {
  try {
    return parse(text, { customTags: GO_TAGS }) ?? null;
  } catch {
    return text;
  }
}

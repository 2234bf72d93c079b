import { parse } from 'yaml';
import { isRecord } from '../config/config-document';
import { placeholdersIn } from '../config/placeholder';
import { Expanded } from './expanded';

const WHOLE = /^\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}$/;
const INNER = /\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}/g;

/** A configuration as the Collector gets it with this environment: an unset variable without default is empty. */
export function expand(value: unknown, environment: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return expandText(value, environment);
  if (Array.isArray(value)) return value.map((item) => expand(item, environment));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, expand(each, environment)]));
}

function expandText(text: string, environment: Readonly<Record<string, string>>): unknown {
  if (placeholdersIn(text).length === 0) return text.replaceAll('$$', '$');
  const valueIn = (name = '', fallback = '') =>
    (Object.hasOwn(environment, name) ? environment[name] : undefined) ?? fallback;
  const [, name, fallback] = WHOLE.exec(text) ?? [];
  if (name === undefined) {
    // `$$` is a dollar sign, whatever follows it.
    const parts = text.split('$$').map((part) => {
      return part.replaceAll(INNER, (_, inner: string, otherwise?: string) => valueIn(inner, otherwise));
    });
    const expanded = parts.join('$');
    // One reference inside another: what the inner one gave is read again.
    return /\$\{[^}]*\$\{/.test(text) && expanded !== text ? expandText(expanded, environment) : expanded;
  }
  const found = valueIn(name, fallback);
  const parsed = parseOrText(found);
  if (isRecord(parsed) || Array.isArray(parsed)) return expand(parsed, environment);
  return typeof parsed === 'string' ? found : new Expanded(parsed, found);
}

/** A variable's text is read as YAML, and kept as a text when it is none. */
function parseOrText(text: string): unknown {
  try {
    return parse(text) ?? null;
  } catch {
    return text;
  }
}

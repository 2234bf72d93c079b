import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { pipelineSchema } from '../../../lib/pipeline/spec';

const PAGE = readFileSync(path.resolve(__dirname, '../../../docs/pipeline-spec.md'), 'utf8');

interface Schema {
  properties?: Record<string, Schema>;
  oneOf?: Schema[];
  anyOf?: Schema[];
  items?: Schema;
  default?: unknown;
}

/** Every key of the schema by its path, with its default. Keys that all signals have, or all secrets of a login, are listed once. */
function keysOf(schema: Schema, prefix = ''): Map<string, unknown> {
  const keys = new Map<string, unknown>();
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const name = `${prefix}${key}`
      .replace(/^signals\.(traces|metrics|logs)\./, 'signals.*.')
      .replace(/^(tiers\.ingestion\.auth)\.(token|certificate|key)\./, '$1.*.');
    keys.set(name, value.default);
    for (const [inner, standard] of keysOf(value, `${name}.`)) keys.set(inner, standard);
  }
  for (const member of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) {
    for (const [name, standard] of keysOf(member, prefix)) keys.set(name, standard);
  }
  if (schema.items) {
    const list = `${prefix.slice(0, -1)}[].`;
    for (const [name, standard] of keysOf(schema.items, list)) keys.set(name, standard);
  }
  return keys;
}

const schemaKeys = keysOf(z.toJSONSchema(pipelineSchema, { io: 'input', unrepresentable: 'any' }) as Schema);

/** The rows of the page's tables: key to the cell with its default. */
const rows = new Map(
  [...PAGE.matchAll(/^\| `([^`]+)` \|[^|]*\|([^|]*)\|/gm)].map(([, key = '', standard = '']) => [
    key,
    standard.trim(),
  ]),
);

describe('docs/pipeline-spec.md', () => {
  it('has a row for every key of the schema, and for nothing else', () => {
    expect([...rows.keys()].sort()).toEqual([...schemaKeys.keys()].sort());
  });

  it.each([...schemaKeys].filter(([, standard]) => standard !== undefined && typeof standard !== 'object'))(
    'gives the default of %s',
    (key, standard) => {
      expect(rows.get(key)).toBe(`\`${String(standard)}\``);
    },
  );
});

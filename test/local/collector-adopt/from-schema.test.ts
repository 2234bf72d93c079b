import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SchemaReader } from '../../../local/collector-adopt/from-schema';
import type { SettingsTable } from '../../../local/collector-adopt/settings-table';

const TABLE: SettingsTable = {
  newest: '0.160.0',
  components: { 'processors/p': { type: { struct: 'p.Config' } } },
  structs: {
    'p.Config': {
      settings: {
        mode: { type: { text: 'ottl.ErrorMode' } },
        groups: { type: { list: { orText: { struct: 'common.Group' } } } },
        wait: { type: 'duration' },
        elsewhere: { type: { struct: 'other.Config' } },
      },
    },
    'common.Group': { settings: { names: { type: 'strings' } } },
  },
};

const SCHEMA = `
$defs:
  limits:
    type: object
    properties:
      most: {type: integer, x-customType: int64}
type: object
properties:
  mode: {type: string}
  groups: {type: array, items: {$ref: ./internal/common.group}}
  wait: {type: string, format: duration}
  elsewhere: {$ref: /pkg/other.config}
  limits: {$ref: limits}
  flag: {type: boolean}
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-schema-'));
  await mkdir(path.join(folder, 'internal/common'), { recursive: true });
  await writeFile(path.join(folder, 'config.schema.yaml'), SCHEMA);
  await writeFile(
    path.join(folder, 'internal/common/config.schema.yaml'),
    '$defs: {group: {type: object, properties: {names: {type: array, items: {type: string}}, shared: {type: boolean}}}}',
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('SchemaReader', () => {
  it('keeps the Go types of what the schema describes as before, and reads what is new', () => {
    const reader = new SchemaReader(TABLE);

    expect(reader.read('processors/p', folder)).toBe(true);

    expect(Object.fromEntries(reader.found.structs.get('p.Config')?.settings ?? [])).toEqual({
      mode: { text: 'ottl.ErrorMode' },
      groups: { list: { orText: { struct: 'common.Group' } } },
      wait: 'duration',
      elsewhere: { struct: 'other.Config' },
      limits: { struct: expect.stringMatching(/\.Limits$/) },
      flag: 'bool',
    });
    expect(Object.fromEntries(reader.found.structs.get('common.Group')?.settings ?? [])).toEqual({
      names: 'strings',
      shared: 'bool',
    });
  });

  it('keeps what is squashed from another module', async () => {
    await writeFile(
      path.join(folder, 'config.schema.yaml'),
      'type: object\nallOf: [{$ref: /pkg/other.config}]\nproperties: {flag: {type: boolean}}\n',
    );
    const reader = new SchemaReader(TABLE);
    reader.read('processors/p', folder);

    expect([...(reader.found.structs.get('p.Config')?.settings.keys() ?? [])].sort()).toEqual([
      'elsewhere',
      'flag',
      'groups',
      'mode',
      'wait',
    ]);
  });

  it('says that a module has no schema', async () => {
    await rm(path.join(folder, 'config.schema.yaml'));

    expect(new SchemaReader(TABLE).read('processors/p', folder)).toBe(false);
  });
});

import { fromDump } from '../../../local/collector-adopt/from-dump';
import { mergeVersion } from '../../../local/collector-adopt/merge-version';
import type { SettingsTable } from '../../../local/collector-adopt/settings-table';

const TABLE: SettingsTable = {
  newest: '0.160.0',
  components: { 'exporters/a': { type: { struct: 'a.Config' } } },
  structs: {
    'a.Config': {
      settings: {
        gone: { type: 'string' },
        kept: { type: 'bool' },
        other: { type: 'int' },
        returned: { type: 'string', until: 140 },
      },
      ignoresUnknownSince: 160,
    },
  },
};

const struct = (keys: Record<string, { type: string; go?: string }>, more = {}) => ({
  'exporters/a': { type: 'struct', go: 'a.Config', keys, ...more },
});

describe('mergeVersion', () => {
  const { table, changes } = mergeVersion(
    TABLE,
    fromDump(
      struct({
        fresh: { type: 'duration' },
        kept: { type: 'bool' },
        other: { type: 'list', go: '[]string' },
        returned: { type: 'string' },
      }),
    ),
    '0.165.1',
  );

  it('accepts a key that came or went in each version in between', () => {
    expect(table.structs['a.Config']?.settings).toEqual({
      gone: { type: 'string', until: 164 },
      fresh: { type: 'duration', since: 161 },
      kept: { type: 'bool' },
      other: [
        { type: 'int', until: 160 },
        { type: 'any', since: 161, until: 164 },
        { type: 'strings', since: 165 },
      ],
      returned: [
        { type: 'string', until: 140 },
        { type: 'string', since: 161 },
      ],
    });
  });

  it('lets unknown keys be ignored up to the version that refuses them', () => {
    expect(table.structs['a.Config']).toMatchObject({ ignoresUnknownSince: 160, ignoresUnknownUntil: 164 });
  });

  it('lists what changed', () => {
    expect(table.newest).toBe('0.165.1');
    expect(changes.map(({ key, what }) => `${what} ${key}`).sort()).toEqual([
      'gone (unknown keys)',
      'gone gone',
      'new fresh',
      'new returned',
      'other type other',
    ]);
  });

  it('changes nothing when a version is adopted again', () => {
    const again = mergeVersion(
      table,
      fromDump(
        struct({
          fresh: { type: 'duration' },
          kept: { type: 'bool' },
          other: { type: 'list', go: '[]string' },
          returned: { type: 'string' },
        }),
      ),
      '0.165.1',
    );

    expect(again.changes).toEqual([]);
    expect(again.table).toEqual(table);
  });
});

describe('fromDump', () => {
  it.each([
    [
      'a text type',
      { type: 'text', go: 'zapcore.Level', kind: 'int8' },
      { text: 'zapcore.Level', number: true },
    ],
    ['an optional section', { type: 'duration', optional: 'none' }, { optional: 'duration' }],
    [
      'a map list',
      { type: 'list', go: 'configopaque.MapList', item: { type: 'string' } },
      { mapList: 'string' },
    ],
    ['a list of its own type', { type: 'list', go: 'a.List', item: { type: 'string' } }, { list: 'string' }],
    ['a float', { type: 'float64' }, 'float'],
  ])('reads %s', (_what, node, type) => {
    const { structs } = fromDump({ c: { type: 'struct', go: 'c.Config', keys: { key: node } } });

    expect(structs.get('c.Config')?.settings.get('key')).toEqual(type);
  });
});

import { parseConfig } from '../../../../lib/collector/config/config-document';

const TEXT = `# top
common: &common
  brokers: [a, b]
receivers:
  kafka: {<<: *common, group_id: g}
  kafka/two: *common
exporters:
  debug:
`;

describe('A configuration as text, nodes and values', () => {
  it('resolves aliases and merge keys', () => {
    expect(parseConfig(TEXT).resolved).toMatchObject({
      receivers: { kafka: { brokers: ['a', 'b'], group_id: 'g' }, 'kafka/two': { brokers: ['a', 'b'] } },
      exporters: { debug: null },
    });
  });

  it.each<[what: string, path: (string | number)[], part: 'key' | 'value', piece: string, line: number]>([
    ['a key', ['receivers', 'kafka', 'group_id'], 'key', 'group_id', 5],
    ['a value', ['receivers', 'kafka', 'group_id'], 'value', 'g', 5],
    ['an item of a list', ['common', 'brokers', 1], 'value', 'b', 3],
    [
      'a value behind a merge key, where it is written',
      ['receivers', 'kafka', 'brokers', 0],
      'value',
      'a',
      3,
    ],
    [
      'a value behind an alias, where it is written',
      ['receivers', 'kafka/two', 'brokers'],
      'key',
      'brokers',
      3,
    ],
    [
      'what is not there, at the nearest that is',
      ['receivers', 'kafka', 'tls', 'ca_file'],
      'value',
      'kafka',
      5,
    ],
    [
      'what is below a key without a body, at the key',
      ['exporters', 'debug', 'verbosity'],
      'key',
      'debug',
      8,
    ],
  ])('returns the place of %s', (_, path, part, piece, line) => {
    const place = parseConfig(TEXT).placeOf(path, part);

    expect([TEXT.slice(place.start, place.end), place.line]).toEqual([piece, line]);
    expect(TEXT.split('\n')[line - 1]?.slice(place.column - 1)).toMatch(new RegExp(`^${piece}`));
  });

  it('returns the top for a path without a place', () => {
    expect(parseConfig(TEXT).placeOf(['service'], 'key')).toEqual({ start: 0, end: 0, line: 1, column: 1 });
  });

  it('finds only pairs and nodes that are in the text', () => {
    const document = parseConfig(TEXT);

    expect(document.pairAt(['receivers', 'kafka', 'group_id'])).toBeDefined();
    expect(document.pairAt(['receivers', 'kafka', 'brokers'])).toBeUndefined();
    expect(document.nodeAt(['receivers', 'kafka/two', 'brokers'])).toBeUndefined();
    expect(document.nodeAt(['common', 'brokers', 1])).toMatchObject({ value: 'b' });
  });

  it.each(['a: [', '- a\n', 'a: *b\n'])('rejects a text that is not a configuration: %j', (text) => {
    expect(() => parseConfig(text)).toThrow(expect.objectContaining({ code: 'CONFIG_MALFORMED' }));
  });
});

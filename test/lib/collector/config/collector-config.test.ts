import { collectorConfig, stringList, valueAt } from '../../../../lib/collector/config/collector-config';
import { parseConfig } from '../../../../lib/collector/config/config-document';

const config = (text: string) => collectorConfig(parseConfig(text));

describe('The components and pipelines of a configuration', () => {
  it('knows components by kind, type and name, with the pipelines that name them', () => {
    const { components, component } = config(`
receivers: {kafka/traces: {group_id: g}, otlp: }
processors: {batch: {}}
exporters: {debug: {}}
connectors: {forward: {}}
extensions: {health_check: {}}
service:
  extensions: [health_check]
  pipelines:
    traces: {receivers: [kafka/traces], processors: [batch], exporters: [forward]}
    traces/b: {receivers: [forward], exporters: [debug]}
`);

    expect(
      components.map(({ kind, type, name, pipelines }) => [kind, type, name, pipelines.map(({ id }) => id)]),
    ).toEqual([
      ['receiver', 'kafka', 'traces', ['traces']],
      ['receiver', 'otlp', '', []],
      ['processor', 'batch', '', ['traces']],
      ['exporter', 'debug', '', ['traces/b']],
      ['connector', 'forward', '', ['traces', 'traces/b']],
      ['extension', 'health_check', '', []],
    ]);
    expect(component('receiver', 'kafka/traces')).toMatchObject({
      settings: { group_id: 'g' },
      path: ['receivers', 'kafka/traces'],
    });
    expect(component('exporter', 'kafka/traces')).toBeUndefined();
  });

  it('knows pipelines by signal, with their processors in order', () => {
    const { pipelines } = config(
      'service: {pipelines: {logs/a: {receivers: [r], processors: [b, a], exporters: [e]}}}\n',
    );

    expect(pipelines).toEqual([
      {
        id: 'logs/a',
        signal: 'logs',
        receivers: ['r'],
        processors: ['b', 'a'],
        exporters: ['e'],
        path: ['service', 'pipelines', 'logs/a'],
      },
    ]);
  });

  it.each([
    ['receivers: [a]\n'],
    ['receivers: {kafka: text}\nservice: text\n'],
    ['service: {pipelines: [a]}\n'],
    ['service: {pipelines: {traces: text}}\n'],
    ['receivers: null\nservice: null\n'],
  ])('leave out parts of the wrong type: %j', (text) => {
    const { components, pipelines } = config(text);

    expect(components.every(({ settings }) => Object.keys(settings).length === 0)).toBe(true);
    expect(pipelines.every(({ receivers }) => receivers.length === 0)).toBe(true);
  });
});

describe('A value below a path', () => {
  it.each<[path: (string | number)[], value: unknown]>([
    [['a', 'b', 1], 3],
    [['a', 'c'], undefined],
    [['a', 'b', 'c'], undefined],
    [['a', 'b', 9], undefined],
    [[], { a: { b: [2, 3] } }],
  ])('%j', (path, value) => {
    expect(valueAt({ a: { b: [2, 3] } }, path)).toEqual(value);
  });
});

describe('A list of strings as the Collector decodes it', () => {
  it.each<[value: unknown, list: string[]]>([
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    ['a, b', ['a', 'b']],
    [
      ['a ', null, 1],
      ['a', '1'],
    ],
    ['', []],
    [undefined, []],
    [{ a: 1 }, []],
  ])('%j', (value, list) => {
    expect(stringList(value)).toEqual(list);
  });
});

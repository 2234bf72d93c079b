import fc from 'fast-check';
import { readOffsetConfig, renderProcessing, setInitialOffset } from '../../../../lib/collector';
import { deployedExample } from '../../../_helpers/pipeline/examples';

const PIPELINES = `service:
  pipelines:
    traces: { receivers: [kafka] }
`;

describe('setInitialOffset', () => {
  it.each([
    ['a plain word', 'initial_offset: earliest # why', 'initial_offset: latest # why'],
    ['single quotes', "initial_offset: 'earliest'", "initial_offset: 'latest'"],
    ['double quotes', 'initial_offset:   "earliest"  ', 'initial_offset:   "latest"  '],
    ['quoted key', '"initial_offset": earliest', '"initial_offset": latest'],
    ['an anchor that nothing follows', 'initial_offset: &o earliest', 'initial_offset: &o latest'],
  ])('changes one word and keeps %s', (_case, before, after) => {
    const text = (line: string) =>
      `# earliest is said here too\nreceivers:\n  kafka:\n    ${line}\n    group_id: earliest\n${PIPELINES}`;

    expect(setInitialOffset(text(before), 'latest')).toBe(text(after));
  });

  it('keeps Windows line ends, tabs in comments and a byte order mark', () => {
    const text = (offset: string) =>
      `\uFEFFreceivers:\r\n  kafka:\r\n    # \t no\r\n    initial_offset: ${offset}\r\n${PIPELINES.replaceAll('\n', '\r\n')}`;

    expect(setInitialOffset(text('latest'), 'earliest')).toBe(text('earliest'));
  });

  it('edits flow maps and every receiver in use, and leaves an unused one alone', () => {
    const text = (offset: string) => `receivers:
  kafka/a: {brokers: [a:1],initial_offset: ${offset},group_id: g}
  kafka/unused: { initial_offset: earliest }
  kafka/b:
    initial_offset: "${offset}"
service:
  pipelines:
    logs: { receivers: [kafka/b] }
    traces: { receivers: [kafka/a] }
`;

    expect(setInitialOffset(text('earliest'), 'latest')).toBe(text('latest'));
  });

  it('brings receivers that disagree to the same value', () => {
    const text = (a: string, b: string) => `receivers:
  kafka/a: { initial_offset: ${a} }
  kafka/b: { initial_offset: ${b} }
service:
  pipelines:
    traces: { receivers: [kafka/a, kafka/b] }
`;

    expect(setInitialOffset(text('latest', 'earliest'), 'earliest')).toBe(text('earliest', 'earliest'));
  });

  it.each([
    ['latest', 'earliest', 'earliest'],
    ['earliest', 'latest', 'latest'],
    ['latest', 'latest', 'latest'],
  ] as const)('turns the bare value %j, set to %s, into %j', (text, to, edited) => {
    expect(setInitialOffset(text, to)).toBe(edited);
  });

  it.each(['latest\n', ' latest', 'newest', 'earliest latest', ''])(
    'does not treat %j as a bare value',
    (text) => {
      expect(() => setInitialOffset(text, 'earliest')).toThrow(
        expect.objectContaining({ code: 'CONFIG_MALFORMED' }),
      );
    },
  );

  it('returns the same text if there is nothing to change', () => {
    const text = `receivers:\n  kafka: { initial_offset: latest }\n${PIPELINES}`;

    expect(setInitialOffset(text, 'latest')).toBe(text);
  });

  it.each([
    [
      'in block style',
      '  kafka:\n    group_id: g # why\n',
      '  kafka:\n    group_id: g # why\n    initial_offset: earliest\n',
    ],
    ['in flow style', '  kafka: { group_id: g }\n', '  kafka: { group_id: g, initial_offset: earliest }\n'],
    ['in an empty map', '  kafka: {}\n', '  kafka: {initial_offset: earliest}\n'],
    [
      'in flow style over lines',
      '  kafka: {\n    group_id: g, # why\n  }\n',
      '  kafka: {\n    group_id: g, initial_offset: earliest, # why\n  }\n',
    ],
    ['with the whole body', '  kafka: # later\n', '  kafka: # later\n    initial_offset: earliest\n'],
    [
      'behind a nested map',
      '  kafka:\n      traces:\n        topics: [t]\n',
      '  kafka:\n      traces:\n        topics: [t]\n      initial_offset: earliest\n',
    ],
    [
      'behind a block scalar',
      '  kafka:\n    rack_id: |\n      a\n',
      '  kafka:\n    rack_id: |\n      a\n    initial_offset: earliest\n',
    ],
    [
      'before another receiver',
      '  kafka:\n    group_id: g\n\n  # the other\n  otlp:\n',
      '  kafka:\n    group_id: g\n    initial_offset: earliest\n\n  # the other\n  otlp:\n',
    ],
  ])('adds a key that is missing %s', (_case, before, after) => {
    const text = (receivers: string, eol: string) =>
      `receivers:\n${receivers}${PIPELINES}`.replaceAll('\n', eol);

    for (const eol of ['\n', '\r\n']) {
      expect(setInitialOffset(text(before, eol), 'earliest')).toBe(text(after, eol));
      // A receiver without the key uses latest.
      expect(setInitialOffset(text(before, eol), 'latest')).toBe(text(before, eol));
    }
  });

  it('adds a missing key on the last line', () => {
    const text = `${PIPELINES}receivers:\n  kafka:`;

    expect(setInitialOffset(text, 'earliest')).toBe(`${text}\n    initial_offset: earliest`);
  });

  const TWO = `service:
  pipelines:
    traces: { receivers: [kafka/a] }
    logs: { receivers: [kafka/b] }
`;

  it.each([
    [
      'at the anchor that a merge takes it from',
      '  kafka/a: &k\n    initial_offset: latest\n  kafka/b:\n    <<: *k\n    group_id: b\n',
      '  kafka/a: &k\n    initial_offset: earliest\n  kafka/b:\n    <<: *k\n    group_id: b\n',
    ],
    [
      'at the anchor of a whole receiver',
      '  kafka/a: &k { initial_offset: latest }\n  kafka/b: *k\n',
      '  kafka/a: &k { initial_offset: earliest }\n  kafka/b: *k\n',
    ],
    [
      'at the anchor of the value',
      '  kafka/a:\n    initial_offset: &o latest\n  kafka/b:\n    initial_offset: *o\n',
      '  kafka/a:\n    initial_offset: &o earliest\n  kafka/b:\n    initial_offset: *o\n',
    ],
    [
      'at an anchor in a receiver that is not in use',
      '  kafka/base: &k\n    initial_offset: latest\n  kafka/a: { <<: *k }\n  kafka/b: { <<: *k }\n',
      '  kafka/base: &k\n    initial_offset: earliest\n  kafka/a: { <<: *k }\n  kafka/b: { <<: *k }\n',
    ],
    [
      'in the first of several merged maps that has it',
      '  kafka/x: &x { group_id: g }\n  kafka/y: &y { initial_offset: latest }\n  kafka/z: &z { initial_offset: "latest" }\n  kafka/a: { <<: [*x, *y, *z] }\n  kafka/b: { initial_offset: latest }\n',
      '  kafka/x: &x { group_id: g }\n  kafka/y: &y { initial_offset: earliest }\n  kafka/z: &z { initial_offset: "latest" }\n  kafka/a: { <<: [*x, *y, *z] }\n  kafka/b: { initial_offset: earliest }\n',
    ],
    [
      'once where the key is missing in what both share',
      '  kafka/a: &k\n    group_id: g\n  kafka/b: *k\n',
      '  kafka/a: &k\n    group_id: g\n    initial_offset: earliest\n  kafka/b: *k\n',
    ],
    [
      'at the anchor before them, not at one of its name further down',
      '  kafka/a: &k { initial_offset: latest }\n  kafka/b: { <<: *k }\n  kafka/c: &k { initial_offset: latest }\n',
      '  kafka/a: &k { initial_offset: earliest }\n  kafka/b: { <<: *k }\n  kafka/c: &k { initial_offset: latest }\n',
    ],
    [
      'at the last of two anchors of a name',
      '  kafka/old: &k { initial_offset: latest }\n  kafka/a: &k { initial_offset: latest }\n  kafka/b: { <<: *k }\n',
      '  kafka/old: &k { initial_offset: latest }\n  kafka/a: &k { initial_offset: earliest }\n  kafka/b: { <<: *k }\n',
    ],
  ])('changes a value that receivers share %s', (_case, before, after) => {
    const text = (receivers: string) => `receivers:\n${receivers}${TWO}`;

    expect(setInitialOffset(text(before), 'earliest')).toBe(text(after));
  });

  it.each([
    [
      'a merge that something else uses too',
      'x: &base { initial_offset: latest }\nreceivers:\n  kafka:\n    <<: *base\n',
      'x: &base { initial_offset: latest }\nreceivers:\n  kafka:\n    <<: *base\n    initial_offset: earliest\n',
    ],
    [
      'a merge with a receiver of another kind',
      'receivers:\n  other: &o { initial_offset: latest }\n  kafka: { <<: *o }\n',
      'receivers:\n  other: &o { initial_offset: latest }\n  kafka: { <<: *o, initial_offset: earliest }\n',
    ],
    [
      'such a merge in flow style',
      'x: &base { initial_offset: latest }\nreceivers:\n  kafka: { <<: *base }\n',
      'x: &base { initial_offset: latest }\nreceivers:\n  kafka: { <<: *base, initial_offset: earliest }\n',
    ],
    [
      'an alias of something else',
      'x: &o latest\nreceivers:\n  kafka:\n    initial_offset: *o # why\n',
      'x: &o latest\nreceivers:\n  kafka:\n    initial_offset: earliest # why\n',
    ],
  ])('gives the receiver its own value instead of %s', (_case, before, after) => {
    expect(setInitialOffset(before + PIPELINES, 'earliest')).toBe(after + PIPELINES);
  });

  it.each([
    [
      'comes from the environment',
      `receivers:\n  kafka:\n    initial_offset: \${env:OFFSET:-latest}\n`,
      /\(line 3\) is taken from the environment variable OFFSET/,
    ],
    ['is not a valid value', 'receivers:\n  kafka:\n    initial_offset: newest\n', /\(line 3\) is "newest"/],
    [
      'comes from a receiver that is an alias of something else',
      'x: &base { initial_offset: latest }\nreceivers:\n  kafka: *base\n',
      /\(line 3\) is shared with x.initial_offset, which would change with it/,
    ],
    [
      'is missing in such a receiver',
      'x: &base { group_id: g }\nreceivers:\n  kafka: *base\n',
      /\(line 3\) is shared with x.initial_offset, which would change with it/,
    ],
    [
      'is shared through an anchor',
      'receivers:\n  kafka:\n    initial_offset: &o latest\nx: *o\n',
      /\(line 3\) is shared with x, which would change with it/,
    ],
    [
      'is a block scalar',
      'receivers:\n  kafka:\n    initial_offset: >-\n      latest\n',
      /\(line 3\) is not a plain or quoted word/,
    ],
    [
      'is written with an escape',
      'receivers:\n  kafka:\n    initial_offset: "lat\\x65st"\n',
      /\(line 3\) is not a plain or quoted word/,
    ],
    [
      'is missing where the body is null in so many letters',
      'receivers:\n  kafka: ~\n',
      /\(line 2\) is not set, and cannot be added in place/,
    ],
    [
      'is missing with the whole body of an anchor',
      'receivers:\n  kafka: &k\n',
      /\(line 2\) is not set, and cannot be added in place/,
    ],
    [
      'is missing with a body in flow style',
      'receivers: { kafka: }\n',
      /\(line 1\) cannot be changed in place/,
    ],
  ])('refuses to guess if the value %s', (_case, receivers, message) => {
    expect(() => setInitialOffset(receivers + PIPELINES, 'earliest')).toThrow(
      expect.objectContaining({
        code: 'CONFIG_OFFSET_NOT_EDITABLE',
        message: expect.stringMatching(message),
      }),
    );
  });

  it.each([
    [
      'contains itself',
      'receivers:\n  kafka: &a\n    x: *a\n',
      /an alias inside the value of its own anchor/,
    ],
    ['merges itself', 'receivers:\n  kafka: &a\n    <<: *a\n', /cannot be resolved/],
    [
      'is nested without end',
      `x: ${'['.repeat(300)}${']'.repeat(300)}\n`,
      /nested more than 200 levels deep/,
    ],
  ])('refuses a configuration that %s', (_case, text, message) => {
    expect(() => setInitialOffset(text + PIPELINES, 'earliest')).toThrow(
      expect.objectContaining({ code: 'CONFIG_MALFORMED', message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ['plain', undefined],
    ['scram-tls', undefined],
    ['msk-iam', undefined],
    ['msk-iam', 'b-1.orders:9098,b-2.orders:9098'],
  ])('changes the rendered %s and back, with brokers as text %s', (name, brokersText) => {
    const spec = deployedExample(name);

    const latest = setInitialOffset(renderProcessing(spec, 'earliest', { brokersText }), 'latest');

    expect(latest).toBe(renderProcessing(spec, 'latest', { brokersText }));
    expect(setInitialOffset(latest, 'earliest')).toBe(renderProcessing(spec, 'earliest', { brokersText }));
  });

  it('is undone by setting the other value, whatever surrounds it', () => {
    const comment = fc.stringMatching(/^[ -~]{0,30}$/);
    const quote = fc.constantFrom('', "'", '"');
    const settings = fc.subarray(
      ['brokers: [a:1]', 'group_id: latest', 'rack_id: "earliest"', 'logs: { topics: [initial_offset] }'],
      { minLength: 0 },
    );
    const flow = fc.boolean();
    const end = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(comment, quote, settings, settings, flow, end, (note, mark, before, after, inFlow, eol) => {
        const value = `initial_offset: ${mark}earliest${mark}`;
        const others = after.filter((line) => !before.includes(line));
        const body = inFlow
          ? [`  kafka: { ${[...before, value, ...others].join(', ')} } #${note}`]
          : ['  kafka:', ...[...before, `${value} #${note}`, ...others].map((line) => `    ${line}`)];
        const text = [`#${note}`, 'receivers:', ...body, ...PIPELINES.split('\n')].join(eol);

        const latest = setInitialOffset(text, 'latest');

        expect(readOffsetConfig(latest).initialOffset).toBe('latest');
        expect(latest).toHaveLength(text.length - 2);
        expect(setInitialOffset(latest, 'earliest')).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});

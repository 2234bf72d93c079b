import { renderProcessing } from '../../../lib/collector';
import { kafkaRequest, observeConfig, unknownSnapshot } from '../../../lib/controller/observe';
import type { StoredParameter } from '../../../lib/controller/ports';
import type { LongCommand, ManualOperation } from '../../../lib/core/commands/manual-operation';
import { type ControllerState, EMPTY_STATE } from '../../../lib/core/state/state';
import type { Command } from '../../../lib/core/vocabulary/command';
import { recreate } from '../../_helpers/core/situation';
import { testSpec } from '../../_helpers/pipeline/spec';

const spec = testSpec();
const rendered = renderProcessing(spec, 'earliest');
/** The config as read by containers that get the value from a separate parameter. */
const byEnvironment = rendered.replace('initial_offset: earliest', 'initial_offset: ${env:OFFSET}');

const parameter = (value: string): StoredParameter => ({
  ...{ name: '/p/config', value, version: 3, lastModifiedMs: 1_000 },
});

const observe = (config: string, template?: string) =>
  observeConfig(
    { config: parameter(config), template: template === undefined ? undefined : parameter(template) },
    '/p/config',
    spec,
  );

describe('the live config', () => {
  it('is used as a whole configuration, whatever the template says', () => {
    expect(observe(rendered, 'not read')).toEqual({
      text: rendered,
      version: 3,
      lastModifiedMs: 1_000,
      initialOffset: 'earliest',
      mismatch: undefined,
      editProblem: undefined,
      clientIds: ['spillway-test'],
      membersPerTask: 3,
      differences: [],
      processorsMs: expect.any(Number),
      retryMs: 'unbounded',
      drift: undefined,
    });
  });

  it.each<[topics: string, why: RegExp]>([
    ['[]', /reads traces from no topic .*; the spec says traces from otlp_spans/],
    ["''", /reads traces from no topic .*; the spec says traces from otlp_spans/],
  ])('with an empty list of topics (%s) is not that of the spec', (topics, why) => {
    const config = `receivers: {kafka: {group_id: ${spec.group}, initial_offset: earliest, traces: {topics: ${topics}}}}
service: {pipelines: {traces: {receivers: [kafka]}}}
`;

    expect(observe(config).mismatch).toMatch(why);
  });

  it.each(['earliest', 'latest'])(
    'may be only %s, for a template that reads it from the environment',
    (word) => {
      expect(observe(word, byEnvironment)).toMatchObject({
        text: word,
        initialOffset: word,
        mismatch: undefined,
        editProblem: undefined,
      });
    },
  );

  it('reports its differences from the template, and since when they exist', () => {
    const edited = `${rendered.replace('initial_offset: earliest', 'initial_offset: latest')}# edited\n`;
    const changed = edited.replace('group_id: otel-processing', 'group_id: other');
    const template = { ...parameter(rendered), lastModifiedMs: 5_000 };

    const driftOf = (config: string) =>
      observeConfig({ config: parameter(config), template }, '/p/config', spec).drift;

    expect(driftOf(edited)).toBeUndefined();
    expect(driftOf(changed)).toEqual({
      paths: [expect.stringMatching(/^receivers\.kafka.*\.group_id$/)],
      sinceMs: 5_000,
    });
    expect(driftOf('a: [')).toEqual({ paths: ['all of it'], sinceMs: 5_000 });
  });

  it('is not compared if there is no template, or if it is only the offset', () => {
    expect(observe('a: [').drift).toBeUndefined();
    expect(observe('latest', byEnvironment).drift).toBeUndefined();
  });

  it.each<[string, string | undefined, RegExp]>([
    ['there is no template', undefined, /there is no template with the group/],
    ['the template says the offset itself', rendered, /is earliest, not taken from the environment/],
    [
      'the template has a value that no Collector takes',
      rendered.replace('initial_offset: earliest', 'initial_offset: newest'),
      /is "newest", not taken from the environment/,
    ],
    ['the template is another text', 'a: [', /the template cannot be read: CONFIG_MALFORMED/],
    [
      'the template reads another group',
      byEnvironment.replace('group_id: otel-processing', 'group_id: other'),
      /reads in the group other .*; the spec says otel-processing/,
    ],
  ])('as a single word is not known to be that of this group if %s', (_name, template, why) => {
    expect(observe('latest', template)).toMatchObject({
      initialOffset: 'latest',
      mismatch: expect.stringMatching(why),
    });
  });

  it('cannot be changed if it reads its value from the environment', () => {
    expect(observe(byEnvironment)).toMatchObject({
      initialOffset: 'latest',
      editProblem: expect.stringMatching(/CONFIG_OFFSET_NOT_EDITABLE.*environment variable OFFSET/),
    });
  });
});

describe('the live config says', () => {
  const onlyTraces = { ...spec, signals: { traces: spec.signals.traces } };
  const READS = 'traces: {topics: [otlp_spans]}';
  /** A pipeline behind Kafka with these processors, whose settings follow. */
  const processing = (names: string, settings: string, receiver = `group_id: ${spec.group}, ${READS}`) => {
    const text = `receivers: {kafka: {client_id: spillway-test, initial_offset: earliest, ${receiver}}}
processors: {${settings}}
exporters: {otlp_http: {endpoint: 'http://b'}}
service: {pipelines: {traces: {receivers: [kafka], processors: [${names}], exporters: [otlp_http]}}}
`;
    return observeConfig({ config: parameter(text), template: undefined }, '/p/config', onlyTraces);
  };
  const SAMPLING = 'tail_sampling: {decision_wait: 10s, num_traces: 100}';

  it.each<[string, string, string, number]>([
    ['nothing without processors', '', '', 0],
    ['the timeout of the batch', 'batch', 'batch: {timeout: 2s}', 2_000],
    ['the wait for a decision', 'tail_sampling', SAMPLING, 10_000],
    ['both, one after the other', 'tail_sampling, batch', `${SAMPLING}, batch: {timeout: 2s}`, 12_000],
    [
      'five minutes if the environment has one of them',
      ...(['tail_sampling, batch', `${SAMPLING}, batch: {timeout: "\${env:T}"}`] as const),
      300_000,
    ],
    [
      'five minutes if it has the other one',
      ...([
        'tail_sampling, batch',
        'tail_sampling: {decision_wait: "${env:T}"}, batch: {timeout: 2s}',
      ] as const),
      300_000,
    ],
  ])('how long processors hold a record: %s', (_name, names, settings, expected) => {
    expect(processing(names, settings).processorsMs).toBe(expected);
  });

  it('how much tail_sampling takes, if there is one', () => {
    expect(processing('tail_sampling', SAMPLING).sampling).toEqual({
      ...{ processor: 'tail_sampling', numTraces: 100, decisionWaitMs: 10_000, tracesPerSecond: 10 },
    });
    expect(processing('', '')).not.toHaveProperty('sampling');
  });

  it('first what explains that nothing is read, then the other differences, each once', () => {
    const { differences, mismatch } = processing(
      '',
      '',
      `brokers: ["\${env:BROKER:-other:9092}"], group_id: other, protocol_version: 3.6.0, ${READS}`,
    );

    expect(differences).toEqual([
      expect.stringMatching(/reads in the group other /),
      expect.stringMatching(/3\.6\.0/),
      expect.stringMatching(/connects to other:9092/),
    ]);
    expect(mismatch).toBe(differences[0]);
  });

  it('all that is about what is read', () => {
    const { differences, mismatch } = processing(
      '',
      '',
      'brokers: ["127.0.0.1:9092"], group_id: other, traces: {topics: [others]}',
    );

    expect(differences).toHaveLength(2);
    expect(mismatch).toBe(differences.join(' '));
  });

  it('nothing if it is only the offset, and the template cannot be read as a pipeline', () => {
    expect(observe('latest', 'receivers: {}')).toMatchObject({
      ...{ initialOffset: 'latest', clientIds: [], membersPerTask: 1, differences: [], processorsMs: 0 },
      retryMs: 'unknown',
    });
  });

  it('latest, the dangerous one, if it cannot be read', () => {
    expect(observe('a: [')).toMatchObject({
      ...{ initialOffset: 'latest', mismatch: undefined },
      editProblem: expect.stringMatching(/^CONFIG_MALFORMED /),
    });
  });

  it('that it is missing, and where it should be', () => {
    expect(() => observeConfig({ config: undefined, template: undefined }, '/p/config', spec)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_PARAMETER_MISSING',
        message: 'The live Collector config /p/config does not exist in SSM.',
        hint: 'Deploy the stack, or store the rendered config there; the processing tier cannot start without it either.',
      }),
    );
  });
});

describe('the reading of a config', () => {
  it.each([
    [
      'a whole configuration, its template, and the text after a flip',
      rendered,
      `${rendered}# as deployed\n`,
      3,
    ],
    ['the template of a config that is only a word', 'earliest', byEnvironment, 1],
  ])('parses once: %s', (_name, config, template, times) => {
    const parse = jest.spyOn(jest.requireActual<typeof import('yaml')>('yaml'), 'parseDocument');

    observe(config, template);

    const texts = parse.mock.calls.map(([text]) => text);
    parse.mockRestore();
    expect(texts).toHaveLength(times);
    expect(new Set(texts).size).toBe(times);
  });
});

describe('the requests to Kafka', () => {
  const NOW_MS = 1_000_000;
  const request = (state: Partial<ControllerState> = {}, command?: Command) =>
    kafkaRequest(spec, NOW_MS, { ...EMPTY_STATE, ...state }, command && { id: 'c', command });
  const time = (atMs: number) => ({ kind: 'time', atMs }) as const;
  const rewind = (atMs: number): LongCommand => ({
    kind: 'rewind',
    to: time(atMs),
    scope: {},
    queued: 'keep',
  });
  const moving = (atMs: number) => recreate('rewind', { move: { target: time(atMs), scope: {} } });
  const operation = (command: LongCommand): ManualOperation => ({
    ...{ id: 'c', command, acceptedAtMs: 0, phase: 'move', phaseSinceMs: 0 },
  });

  it('are for the whole group, and for offsets at the times that decisions need', () => {
    expect(request()).toEqual({
      groupId: 'otel-processing',
      topics: [
        { signal: 'traces', topic: 'otlp_spans' },
        { signal: 'metrics', topic: 'otlp_metrics' },
        { signal: 'logs', topic: 'otlp_logs' },
      ],
      nowMs: NOW_MS,
      drainLimitMs: NOW_MS - 60_000,
      aheadMs: NOW_MS + 60_000,
      rateSinceMs: NOW_MS - 60_000,
    });
  });

  it.each<[string, Partial<ControllerState>, Command | undefined, number | undefined]>([
    ['the time of a command', {}, rewind(5), 5],
    ['the time of a command that is under way', { manualOperation: operation(rewind(6)) }, undefined, 6],
    [
      'the time of the recreate before all',
      { recreate: moving(7), manualOperation: operation(rewind(6)) },
      rewind(5),
      7,
    ],
    [
      'no time for a target that is not a time',
      {},
      { ...rewind(5), to: { kind: 'earliest' } } as Command,
      undefined,
    ],
    ['no time for a command without a target', {}, { kind: 'pause' }, undefined],
  ])('contain %s', (_name, state, command, expected) => {
    expect(request(state, command).targetMs).toBe(expected);
  });

  it.each<[string, Partial<ControllerState>, number | undefined]>([
    [
      'the time from which stopped tasks may hold something',
      { recreate: recreate('rewind', { stoppedAtMs: 900_000, heldMs: 30_000 }) },
      870_000,
    ],
    [
      'none once the commits to go back to are known',
      { recreate: recreate('rewind', { heldMs: 5, held: new Map() }) },
      undefined,
    ],
    [
      'none before anything is stopped',
      { recreate: { ...recreate('rewind', { heldMs: 5 }), stoppedAtMs: undefined } },
      undefined,
    ],
    ['none where nothing is held by time', { recreate: recreate('rewind') }, undefined],
  ])('contain %s', (_name, state, expected) => {
    expect(request(state).heldSinceMs).toBe(expected);
  });

  it('are reported as unknown while Kafka is unreachable', () => {
    const fault = { code: 'KAFKA_TIMEOUT', message: 'no response' };
    const { group, topics, takenAtMs, offsetsRetentionMs } = unknownSnapshot(spec, NOW_MS, fault);

    expect([group, takenAtMs, offsetsRetentionMs]).toEqual([
      { groupId: 'otel-processing', state: 'unknown', members: [], fault },
      NOW_MS,
      'unknown',
    ]);
    expect(topics.map(({ kind, topic }) => `${kind} ${topic}`)).toEqual([
      'unknown otlp_spans',
      'unknown otlp_metrics',
      'unknown otlp_logs',
    ]);
  });
});

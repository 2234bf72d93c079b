import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { applyFixes, type Finding, lint } from '../../../../lib/lint';

const FOLDER = path.resolve(__dirname, '../../../_fixtures/wrapped');
const OPTIONS = { version: '0.160.0' };
const textOf = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');
const inputOf = (name: string) => ({ name, text: textOf(name) });

/** The renamed key `topic` of each configuration in a file: where it is, and what --fix makes of it. */
const FILES: [file: string, found: string[], fixes: [from: string, to: string][]][] = [
  [
    'collector-map.yaml',
    ['12:9 OpenTelemetryCollector/processing spec.config'],
    [['topic: spans #', 'traces: {topics: [spans]} #']],
  ],
  [
    'collector-text.yaml',
    ['10:9 OpenTelemetryCollector/processing spec.config'],
    [['topic: spans #', 'traces: {topics: [spans]} #']],
  ],
  [
    'config-map.yaml',
    ['14:9 ConfigMap/collectors data.ingestion.yaml', '23:9 ConfigMap/collectors data.processing.yaml'],
    [
      ['topic: spans\n', 'traces: {topic: spans}\n'],
      ['topic: spans-eu\n', 'traces: {topics: [spans-eu]}\n'],
    ],
  ],
  [
    'quoted.yaml',
    [
      '3:83 ConfigMap/quoted data.double.yaml',
      '6:74 ConfigMap/quoted data.single.yaml',
      '9:5 ConfigMap/quoted data.folded.yaml',
    ],
    [
      ['topic:\n    spans\\n', 'traces: {topics: [spans]}\\n'],
      ["''], topic: spans}", "''], traces: {topics: [spans]}}"],
    ],
  ],
  ['helm-values.yaml', ['9:7 config'], [['topic: spans', 'traces: {topics: [spans]}']]],
  [
    'helm-subchart.yaml',
    ['7:9 opentelemetry-collector.alternateConfig'],
    [['topic: spans', 'traces: {topics: [spans]}']],
  ],
  [
    'kube-stack.yaml',
    ['8:11 collectors.daemon.config'],
    [['topic: spans\n', 'traces: {topic: spans}\n          sending_queue: {block_on_overflow: true}\n']],
  ],
  [
    'compose.yaml',
    ['16:13 services.ingestion.environment.OTEL_CONFIG', '25:11 configs.processing.content'],
    [
      ['topic: spans\n', 'traces: {topic: spans}\n'],
      ['          topic: spans\n      exp', '          traces: {topics: [spans]}\n      exp'],
    ],
  ],
  [
    'compose-list.yaml',
    ['10:13 services.processing.environment[OTEL_CONFIG]'],
    [['topic: spans', 'traces: {topics: [spans]}']],
  ],
  [
    'task-definition.json',
    ['11:87 containerDefinitions[collector].environment[AOT_CONFIG_CONTENT]'],
    [['topic: spans', 'traces: {topics: [spans]}']],
  ],
  [
    'cloudformation.yaml',
    ['17:21 Resources.Processing.Properties.ContainerDefinitions[collector].Environment[AOT_CONFIG_CONTENT]'],
    [['topic: ${!env:TOPIC}', 'traces: {topics: ["${!env:TOPIC}"]}']],
  ],
  ['list.yaml', ['15:11 ConfigMap/collector data.relay'], [['topic: spans', 'traces: {topics: [spans]}']]],
  [
    'documents.yaml',
    ['15:9 ConfigMap/collector data.relay'],
    [['topic: spans', 'traces: {topics: [spans]}']],
  ],
  [
    'argo.yaml',
    ['14:15 Application/collector spec.source.helm.values config'],
    [['topic: spans', 'traces: {topics: [spans]}']],
  ],
  // A reader of JSON could not read what a fix writes.
  ['flow-list.json', ['3:84 OpenTelemetryCollector/processing spec.config'], []],
];

describe('A file that contains configurations', () => {
  it.each(FILES)('%s: each configuration is checked at its own lines', (name, found) => {
    const { findings } = lint([inputOf(name)], OPTIONS);

    expect(renamed(findings)).toEqual(found);
    expect(new Set(findings.map(({ file }) => file))).toEqual(new Set([name]));
  });

  it.each(FILES)('%s: --fix changes nothing else, and a second time nothing', (name, _, fixes) => {
    const [fixed] = applyFixes([inputOf(name)], OPTIONS);

    const expected = fixes.reduce((text, [from, to]) => text.replace(from, () => to), textOf(name));
    expect(fixed?.text).toBe(expected);
    expect(applyFixes([{ name, text: expected }], OPTIONS)[0]?.applied).toEqual([]);
  });

  it.each(FILES)('%s: every place is in the text', (name) => {
    const text = textOf(name);
    for (const { place } of lint([inputOf(name)], OPTIONS).findings) {
      expect(place.line).toBe(text.slice(0, place.start).split('\n').length);
      expect(place.column).toBe(place.start - text.lastIndexOf('\n', place.start - 1));
      expect(place.end).toBeGreaterThanOrEqual(place.start);
    }
  });

  it('is tested with every fixture', () => {
    expect([...FILES.map(([name]) => name), 'template.yaml', 'without-config.yaml'].sort()).toEqual(
      readdirSync(FOLDER).sort(),
    );
  });

  it('has a verdict for each configuration', () => {
    const { files } = lint([inputOf('config-map.yaml')], OPTIONS);

    expect(files.map(({ configuration, tiers, verdict }) => [configuration, [...tiers], verdict])).toEqual([
      ['ConfigMap/collectors data.ingestion.yaml', ['ingestion'], 'refused-at-validate'],
      ['ConfigMap/collectors data.processing.yaml', ['processing'], 'refused-at-validate'],
    ]);
  });

  it('has both tiers of a pipeline compared', () => {
    const [fixed] = applyFixes([inputOf('config-map.yaml')], OPTIONS);
    const { findings } = lint([{ name: 'a.yaml', text: fixed?.text ?? '' }], OPTIONS);

    expect(findings.find(({ code }) => code === 'TIERS_TOPIC_DIFFERENT')).toMatchObject({
      configuration: 'ConfigMap/collectors data.ingestion.yaml',
      place: { line: 14 },
      message: expect.stringContaining('(a.yaml#ConfigMap/collectors data.processing.yaml)'),
    });
  });

  it('has an ignore comment of its own', () => {
    const text = textOf('list.yaml').replace(
      'topic: spans',
      'topic: spans # spillway: ignore CONFIG_KEY_RENAMED',
    );
    const inJson = textOf('task-definition.json').replace(
      'topic: spans',
      'topic: spans # spillway: ignore CONFIG_KEY_RENAMED',
    );

    for (const given of [text, inJson]) {
      const { findings } = lint([{ name: 'a', text: given }], OPTIONS);
      expect(renamed(findings)).toEqual([]);
      expect(findings.length).toBeGreaterThan(0);
    }
  });
});

describe('A file without a configuration', () => {
  it('has one finding that says so, and no verdict', () => {
    const { findings, files } = lint([inputOf('without-config.yaml')], OPTIONS);

    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['CONFIG_NOT_FOUND', 'info']]);
    expect(files).toMatchObject([{ name: 'without-config.yaml', tiers: new Set(), verdict: 'not-checked' }]);
    expect(files[0]).not.toHaveProperty('configuration');
  });

  it.each([
    ['a template of Helm', textOf('template.yaml'), 1],
    ['two documents of a template', `${textOf('template.yaml')}---\n${textOf('template.yaml')}`, 1],
    ['a template in a block of text', 'kind: A\napiVersion: v1\ndata:\n  a: |\n    {{ .Values.a }}\n', 5],
    ['a configuration with bare expressions', configWith('{{ .Values.topic }}'), 2],
    ['a manifest around it', wrapped(configWith('{{ .Values.topic }}')), 7],
    ['a template of Ansible', '{% if a %}\nreceivers: {}\n{% endif %}\n', 1],
  ])('%s: has to be rendered first', (_, text, line) => {
    const { findings, files } = lint([{ name: 'a', text }], OPTIONS);

    expect(findings.map(({ code, severity, place }) => [code, severity, place.line])).toEqual([
      ['CONFIG_TEMPLATE', 'warning', line],
    ]);
    expect(findings[0]?.message).toContain('helm template … | spillway lint -');
    expect(files.map(({ verdict }) => verdict)).toEqual(['not-checked']);
  });

  it.each([
    ['an expression in quotes', configWith('"{{ .Values.topic }}"')],
    ['an expression in a comment', `# {{ .Values.a }}\n${configWith('spans')}`],
    ['a manifest whose name is an expression', wrapped(configWith('spans'), '{{ .Release.Name }}')],
  ])('%s: is checked', (_, text) => {
    const { findings } = lint([{ name: 'a', text }], OPTIONS);

    expect(findings.map(({ code }) => code)).toContain('CONFIG_KEY_RENAMED');
    expect(findings.map(({ code }) => code)).not.toContain('CONFIG_TEMPLATE');
  });

  it.each([
    ['Helm values of another chart', 'replicaCount: 2\nservice: {type: ClusterIP}\n'],
    ['a compose file', 'services: {web: {image: nginx}}\n'],
    ['a configuration of Alertmanager', 'route: {receiver: a}\nreceivers: [{name: a}]\n'],
    ['a workflow', 'on: push\njobs: {a: {steps: [{run: "echo ${{ secrets.A }}"}]}}\n'],
    ['a playbook', '- hosts: all\n  tasks: []\n'],
    [
      'the definition of a resource',
      'apiVersion: v1\nkind: CustomResourceDefinition\nproperties: {receivers: {}, exporters: {}, service: {}}\n',
    ],
    ['two documents', 'a: 1\n---\nb: 1\n'],
  ])('%s: is one line', (_, text) => {
    const { findings } = lint([{ name: 'a', text }], OPTIONS);

    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['CONFIG_NOT_FOUND', 'info']]);
  });

  it.each([
    ['a misspelled section', 'recievers: {kafka: {}}\nexporter: {debug: {}}\n', 'CONFIG_KEY_UNKNOWN'],
    ['only one section', 'exporters: {debug: {}}\n', 'CONFIG_SERVICE_INVALID'],
    ['an empty map', '{}\n', 'CONFIG_SERVICE_INVALID'],
    ['YAML that is broken', 'a: [\n', 'CONFIG_NOT_YAML'],
    [
      'YAML that is broken in a manifest',
      wrapped('receivers:\n\tkafka: {}\nexporters: {}\n'),
      'CONFIG_NOT_YAML',
    ],
    ['aliases that explode', `${bomb()}kind: A\napiVersion: v1\n`, 'CONFIG_ALIASES_EXPLODE'],
    ['aliases that explode in a manifest', wrapped(`${configWith('t')}${bomb()}`), 'CONFIG_ALIASES_EXPLODE'],
    [
      'an empty configuration',
      'apiVersion: opentelemetry.io/v1beta1\nkind: OpenTelemetryCollector\nspec: {config: {exporters: , receivers: }}\n',
      'CONFIG_SERVICE_INVALID',
    ],
  ])('%s: is a configuration with mistakes', (_, text, code) => {
    expect(lint([{ name: 'a', text }], OPTIONS).findings.map((each) => each.code)).toContain(code);
  });
});

describe('Helm values', () => {
  it.each<[what: string, config: string, codes: string[]]>([
    ['may use the components of the chart', 'traces: {receivers: [otlp], processors: [batch]}', []],
    ['may leave lists to the chart', 'traces: {exporters: [kafka]}', []],
    ['may not use what is not there', 'traces: {receivers: [otlp, nope]}', ['CONFIG_COMPONENT_UNDEFINED']],
    ['may remove a pipeline of the chart', 'logs: null', []],
  ])('%s', (_, pipelines, codes) => {
    const text = `config:\n  exporters: {kafka: {brokers: [k:9092]}}\n  service: {pipelines: {${pipelines}}}\n`;
    const { findings } = lint([{ name: 'a', text }], OPTIONS);

    expect(findings.filter(({ refusal }) => refusal !== undefined).map(({ code }) => code)).toEqual(codes);
  });

  it('do not have a component that they remove', () => {
    const text =
      'config:\n  receivers: {otlp: null}\n  service: {pipelines: {traces: {receivers: [otlp]}}}\n';

    expect(lint([{ name: 'a', text }], OPTIONS).findings.map(({ code }) => code)).toContain(
      'CONFIG_COMPONENT_UNDEFINED',
    );
  });
});

function renamed(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ code }) => code === 'CONFIG_KEY_RENAMED')
    .map(({ place, configuration }) => `${place.line}:${place.column} ${configuration}`);
}

function configWith(topic: string): string {
  return `receivers:
  kafka: {brokers: [k:9092], topic: ${topic}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`;
}

function wrapped(config: string, name = 'collector'): string {
  const lines = config.split('\n').map((line) => (line === '' ? '' : `    ${line}`));
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n  config: |\n${lines.join('\n')}`;
}

function bomb(): string {
  return [...'abcdefgh']
    .map((name, index) => {
      const inside = index === 0 ? 'x' : `*${'abcdefgh'[index - 1]}`;
      return `${name}: &${name} [${Array(10).fill(inside).join(', ')}]\n`;
    })
    .join('');
}

import type { DeploymentFacts } from './facts';

/** A configuration in which a rule finds something, and one in which it does not: tested, and shown in its documentation. */
export interface RuleExamples {
  bad: RuleExample;
  good: RuleExample;
}

/** The YAML of one configuration; or several, with what the rule has to know besides. */
export type RuleExample = string | ExampleFiles;

export interface ExampleFiles {
  /** Texts by the names of their files, which are checked together. */
  files: Readonly<Record<string, string>>;
  /**
   * The Collector version.
   *
   * @default the newest known
   */
  version?: string;
  /** The YAML of a pipeline spec. */
  spec?: string;
  facts?: Omit<DeploymentFacts, 'spec'>;
}

/** The spec of examples. */
export const EXAMPLE_SPEC = `name: checkout
kafka: {brokers: ["kafka:9092"]}
group: checkout
signals: {traces: {topic: otlp_spans}}
tiers:
  processing: {cluster: telemetry, service: checkout, backend: {endpoint: "https://backend:4318"}}
`;

/** Parts of an example. Each is YAML in lines; what is left out is as small as it can be. */
export interface ExampleParts {
  /** Settings of the Kafka component. */
  kafka?: string;
  /** The section of processors. */
  processors?: string;
  /** IDs of processors in the order of the pipelines. */
  order?: string;
  /** The other exporters, or receivers. */
  others?: string;
  /** The section of extensions, which the service starts. */
  extensions?: string;
  /** IDs of pipelines, which are alike: `traces, logs`. */
  pipelines?: string;
}

/** A processing tier: from Kafka to a backend. */
export function reading(parts: ExampleParts): string {
  const { kafka = 'brokers: [kafka:9092]\ngroup_id: checkout\ninitial_offset: earliest', others } = parts;
  const exporters = others ?? 'otlp_http: {endpoint: "https://backend:4318"}';
  return [
    `receivers:\n  kafka:\n${indented(kafka, 4)}`,
    processorsOf(parts),
    `exporters:\n${indented(exporters, 2)}`,
    serviceOf(parts, { receivers: 'kafka', exporters: idsOf(exporters) }),
  ].join('');
}

/** An ingestion tier: from OTLP to Kafka. */
export function writing(parts: ExampleParts): string {
  const { kafka = 'brokers: [kafka:9092]', others } = parts;
  const receivers = others ?? 'otlp: {protocols: {grpc: {endpoint: "0.0.0.0:4317"}}}';
  return [
    `receivers:\n${indented(receivers, 2)}`,
    processorsOf(parts),
    `exporters:\n  kafka:\n${indented(kafka, 4)}`,
    serviceOf(parts, { receivers: idsOf(receivers), exporters: 'kafka' }),
  ].join('');
}

function processorsOf({ processors }: ExampleParts): string {
  return processors === undefined ? '' : `processors:\n${indented(processors, 2)}`;
}

function serviceOf(
  { processors = '', order = idsOf(processors), extensions, pipelines = 'traces' }: ExampleParts,
  { receivers, exporters }: { receivers: string; exporters: string },
): string {
  const middle = order === '' ? '' : `processors: [${order}], `;
  const lines = pipelines.split(', ').map((id) => {
    return `    ${id}: {receivers: [${receivers}], ${middle}exporters: [${exporters}]}\n`;
  });
  const started =
    extensions === undefined
      ? ['service:']
      : [`extensions:\n${indented(extensions, 2)}service:`, `  extensions: [${idsOf(extensions)}]`];
  return `${[...started, '  pipelines:'].join('\n')}\n${lines.join('')}`;
}

function indented(lines: string, spaces: number): string {
  return lines
    .split('\n')
    .map((line) => `${' '.repeat(spaces)}${line}\n`)
    .join('');
}

/** Keys of a section: those without indentation. */
function idsOf(section: string): string {
  return section
    .split('\n')
    .flatMap((line) => /^([a-z0-9_]+(?:\/[a-z]+)?):/.exec(line)?.[1] ?? [])
    .join(', ');
}

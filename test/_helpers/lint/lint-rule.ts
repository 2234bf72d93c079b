import { applyEdits } from '../../../lib/collector/config/text-edit';
import { type DeploymentFacts, type Finding, lint } from '../../../lib/lint';

export interface RuleSituation {
  minor?: number;
  facts?: DeploymentFacts;
}

/** All findings for texts that are looked at together; the first one is `a.yaml`, the next `b.yaml`. */
export function findingsIn(
  texts: string | string[],
  { minor = 160, facts = {} }: RuleSituation = {},
): Finding[] {
  const inputs = [texts].flat().map((text, index) => ({ name: `${'abcdef'[index]}.yaml`, text }));
  return lint(inputs, { version: `0.${minor}.0`, facts }).findings;
}

/** What a configuration of one tier is made of; each part is YAML in flow style, without the outer braces. */
export interface ConfigParts {
  /** Settings of the Kafka component. */
  kafka?: string;
  /** Processors with their settings. */
  processors?: string;
  /** Names in the order of the pipeline. */
  order?: string;
  /** Names of the pipelines: `traces, logs`. */
  pipelines?: string;
  /** Other exporters (processing) or receivers (ingestion). */
  others?: string;
  extensions?: string;
}

/** From OTLP to Kafka. */
export function ingestion({
  kafka = 'brokers: [kafka:9092]',
  processors = 'memory_limiter: {check_interval: 1s, limit_percentage: 80}, batch: {}',
  order = 'memory_limiter, batch',
  pipelines = 'traces',
  others = 'otlp: {protocols: {grpc: {endpoint: "0.0.0.0:4317"}}}',
  extensions = 'health_check: {}',
}: ConfigParts = {}): string {
  return `receivers: {${others}}
processors: {${processors}}
exporters:
  kafka: {${kafka}}
${service(extensions, pipelines, `receivers: [${namesOf(others)}], processors: [${order}], exporters: [kafka]`)}`;
}

/** From Kafka to OTLP. */
export function processing({
  kafka = 'brokers: [kafka:9092], group_id: g, initial_offset: earliest',
  processors = 'memory_limiter: {check_interval: 1s, limit_percentage: 80}',
  order = 'memory_limiter',
  pipelines = 'traces',
  others = 'otlp_http: {endpoint: "https://backend"}',
  extensions = 'health_check: {}',
}: ConfigParts = {}): string {
  return `receivers:
  kafka: {${kafka}}
processors: {${processors}}
exporters: {${others}}
${service(extensions, pipelines, `receivers: [kafka], processors: [${order}], exporters: [${namesOf(others)}]`)}`;
}

/** Parts of a chain of two pipelines, from Kafka over a connector to OTLP. */
export interface ChainParts {
  /** More settings of the Kafka receiver, with a comma first. */
  kafka?: string;
  connector?: string;
  /** Processors of the first pipeline, and of the second. */
  order?: string;
  behind?: string;
  /** Exporters of the second pipeline with their settings. */
  others?: string;
  /** Exporters of the first pipeline besides the connector. */
  also?: string;
  signal?: string;
}

export function chained({
  kafka = '',
  connector = 'forward',
  order = '',
  behind = '',
  others = 'otlp_http: {endpoint: "https://backend", sending_queue: {block_on_overflow: true}}',
  also = '',
  signal = 'traces',
}: ChainParts = {}): string {
  const second = connector.startsWith('spanmetrics') ? 'metrics' : `${signal}/out`;
  return `receivers:
  kafka: {brokers: [k:9092], initial_offset: earliest${kafka}}
processors: {memory_limiter: {check_interval: 1s, limit_percentage: 80}, batch: {}, batch/2: {}, groupbytrace: {}, resource: {}}
exporters: {${others}}
connectors: {${connector}: {}}
service:
  pipelines:
    ${signal}: {receivers: [kafka], processors: [${order}], exporters: [${connector}${also === '' ? '' : `, ${also}`}]}
    ${second}: {receivers: [${connector}], processors: [${behind}], exporters: [${namesOf(others)}]}
`;
}

/** Extensions with their settings, and pipelines that are all made of the same. */
function service(extensions: string, pipelines: string, madeOf: string): string {
  return `extensions: {${extensions}}
service:
  extensions: [${namesOf(extensions)}]
  pipelines:
${pipelines
  .split(', ')
  .map((id) => `    ${id}: {${madeOf}}\n`)
  .join('')}`;
}

/** Top-level keys of flow style: `a: {b: 1}, c/d: {}` has `a, c/d`. */
function namesOf(parts: string): string {
  let rest = parts.replaceAll(/"[^"]*"/g, '""');
  while (/[{[][^{}[\]]*[}\]]/.test(rest)) rest = rest.replaceAll(/[{[][^{}[\]]*[}\]]/g, '');
  return rest
    .split(',')
    .map((part) => part.split(':')[0]?.trim() ?? '')
    .join(', ');
}

export interface RuleCase {
  /** The end of the sentence "it finds …" or "it accepts …". */
  what: string;
  given: string | string[];
  situation?: RuleSituation;
  /** `severity file:line` of each finding; none when absent. */
  found?: string[];
  /** The fix's change of the first text: what is replaced, and by what. */
  becomes?: [from: string, to: string];
  /** `false` if the first finding must have no fix. */
  fixable?: false;
  /** A part of the first message. */
  says?: string;
}

/** A table of configurations in which a rule finds something, and others in which it does not. */
export function describeRule(code: string, cases: RuleCase[]): void {
  describe(code, () => {
    it.each(cases.map((each) => [`${each.found ? 'finds' : 'accepts'} ${each.what}`, each] as const))(
      '%s',
      (_, { given, situation, found = [], says, becomes, fixable }) => {
        const findings = findingsIn(given, situation).filter((finding) => finding.code === code);

        expect(findings.map(({ severity, file, place }) => `${severity} ${file}:${place.line}`)).toEqual(
          found,
        );
        if (says !== undefined) expect(findings[0]?.message).toContain(says);
        if (fixable === false) expect(findings[0]?.fix).toBeUndefined();
        if (becomes) expect(fixedBy(findings[0], given)).toBe([given].flat()[0]?.replace(...becomes));
      },
    );

    it('has cases with and without a finding', () => {
      expect(new Set(cases.map(({ found }) => found !== undefined))).toEqual(new Set([true, false]));
    });
  });
}

function fixedBy(finding: Finding | undefined, given: string | string[]): string | undefined {
  const [text = ''] = [given].flat();
  return finding?.fix && applyEdits(text, finding.fix.edits);
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIngestion, renderProcessing } from '../../lib/collector';
import { type PipelineSpec, parsePipelineSpec } from '../../lib/pipeline';
import { type BuildableVersion, collectorBuild } from '../collector/manifest';
import { type Validation, validateConfig } from '../collector/validate-config';
import { notRun } from './not-run';

/** The environment variables that the examples need. */
export const RENDERED_ENVIRONMENT = {
  SPILLWAY_KAFKA_PASSWORD: 'secret',
  SPILLWAY_OTLP_TOKEN: 'token',
  BACKEND_TOKEN: 'token',
};

/** Of the Collectors that can be built, those that configurations are rendered for. */
export const RENDERED_VERSIONS = [
  '0.145.0',
  '0.158.0',
  '0.160.0',
  '0.165.1',
] as const satisfies BuildableVersion[];
export type RenderedVersion = (typeof RENDERED_VERSIONS)[number];

export interface RenderedText {
  /** For example `plain ingestion`. */
  name: string;
  text: string;
  /** Changes with the text, so that a verdict on an older text is never used for a newer one. */
  digest: string;
}

/** A Collector that was built without a component cannot validate a text that has it. */
interface NotRunText {
  kind: 'not-run';
  without: string[];
}

/** The verdicts of real Collectors on the rendered examples, in `rendered.json` next to the corpus. */
export type RenderedRecord = Record<
  RenderedVersion,
  { build: string; texts: Record<string, { digest: string; verdict: Validation | NotRunText }> }
>;

/** Brokers for an example that gets its brokers from MSK. */
const MSK_BROKERS = ['b-1', 'b-2'].map(
  (node) => `${node}.orders.abc123.c2.kafka.eu-west-1.amazonaws.com:9098`,
);

/** The spec as it is deployed, with brokers. */
export function withBrokers(spec: PipelineSpec): PipelineSpec {
  if (spec.kafka.brokers.length > 0) return spec;
  return { ...spec, kafka: { ...spec.kafka, brokers: MSK_BROKERS } };
}

/** Every example for one version: both tiers, before and after the flip. */
export function renderedTexts(examplesDir: string, version: RenderedVersion): RenderedText[] {
  return readdirSync(examplesDir)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => {
      const spec = withBrokers(parsePipelineSpec(readFileSync(path.join(examplesDir, file), 'utf8'), file));
      const example = path.basename(file, '.yaml');
      const collector = version;
      const brokersText = spec.kafka.brokers.join(',');
      return [
        rendered(`${example} ingestion`, renderIngestion(spec, { collector })),
        rendered(`${example} processing earliest`, renderProcessing(spec, 'earliest', { collector })),
        rendered(`${example} processing latest`, renderProcessing(spec, 'latest', { collector })),
        // As in a deployment that gets its brokers from MSK.
        rendered(`${example} ingestion by text`, renderIngestion(spec, { collector, brokersText })),
        rendered(
          `${example} processing by text`,
          renderProcessing(spec, 'earliest', { collector, brokersText }),
        ),
      ];
    });
}

/** Validates the texts with a Collector, which opens no files and makes no connections. */
export async function judgeRendered(
  bin: string,
  examplesDir: string,
  version: RenderedVersion,
): Promise<RenderedRecord[RenderedVersion]> {
  const texts: RenderedRecord[RenderedVersion]['texts'] = {};
  for (const { name, text, digest } of renderedTexts(examplesDir, version)) {
    const lacking = notRun({ text }, collectorBuild(version).without);
    const verdict = lacking
      ? { kind: 'not-run' as const, without: lacking.without }
      : await validateConfig(bin, text, RENDERED_ENVIRONMENT);
    texts[name] = { digest, verdict };
  }
  return { build: collectorBuild(version).hash, texts };
}

export function readRendered(dir: string): RenderedRecord {
  return JSON.parse(readFileSync(renderedFile(dir), 'utf8')) as RenderedRecord;
}

export function writeRendered(dir: string, record: RenderedRecord): void {
  writeFileSync(renderedFile(dir), `${JSON.stringify(record, null, 2)}\n`);
}

function rendered(name: string, text: string): RenderedText {
  return { name, text, digest: createHash('sha256').update(text).digest('hex').slice(0, 12) };
}

function renderedFile(dir: string): string {
  return path.join(dir, 'rendered.json');
}

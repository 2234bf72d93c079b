import { createHash } from 'node:crypto';

const VERSION = '0.160.0';
/** The configuration providers are versioned apart from the components. */
const PROVIDER_VERSION = '1.66.0';

const CORE = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';

/** Go's own requirement of the Collector's modules at this version (their go.mod). */
export const MINIMUM_GO = { major: 1, minor: 26 };

/** What the embedded world's Collector is made of: the components that the rendered configurations name. */
export interface CollectorBuild {
  version: string;
  /** `module@version` of the tool that builds it. */
  builder: string;
  /** The builder's manifest, YAML. It writes `./out/otelcol`. */
  manifest: string;
  /** Changes when the manifest does, so that an old binary is not taken for a new one. */
  hash: string;
}

/** The one version that is built so far. */
export function collectorBuild(): CollectorBuild {
  const modules = (paths: string[], version = VERSION) =>
    paths.map((path) => `  - gomod: ${path} v${version}`);
  const manifest = [
    `dist: {name: otelcol, output_path: ./out, version: ${VERSION}}`,
    'receivers:',
    ...modules([`${CORE}/receiver/otlpreceiver`, `${CONTRIB}/receiver/kafkareceiver`]),
    'processors:',
    ...modules([
      `${CORE}/processor/batchprocessor`,
      `${CORE}/processor/memorylimiterprocessor`,
      `${CONTRIB}/processor/filterprocessor`,
      `${CONTRIB}/processor/transformprocessor`,
      `${CONTRIB}/processor/tailsamplingprocessor`,
    ]),
    'exporters:',
    ...modules([
      `${CORE}/exporter/debugexporter`,
      `${CORE}/exporter/otlpexporter`,
      `${CORE}/exporter/otlphttpexporter`,
      `${CONTRIB}/exporter/kafkaexporter`,
    ]),
    'extensions:',
    ...modules([`${CONTRIB}/extension/healthcheckextension`]),
    'providers:',
    ...modules(
      [
        `${CORE}/confmap/provider/envprovider`,
        `${CORE}/confmap/provider/fileprovider`,
        `${CORE}/confmap/provider/yamlprovider`,
      ],
      PROVIDER_VERSION,
    ),
    '',
  ].join('\n');
  return {
    version: VERSION,
    builder: `${CORE}/cmd/builder@v${VERSION}`,
    manifest,
    hash: createHash('sha256').update(manifest).digest('hex').slice(0, 12),
  };
}

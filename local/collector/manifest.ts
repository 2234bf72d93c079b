import { createHash } from 'node:crypto';

export interface GoVersion {
  major: number;
  minor: number;
}

/**
 * The versions that are known to build with these components. The configuration providers have versions of their own,
 * and `minimumGo` comes from the modules' go.mod. Versions between these lack a module.
 */
const BUILDABLE = {
  '0.115.0': { providers: '1.21.0', minimumGo: { major: 1, minor: 22 } },
  '0.145.0': { providers: '1.51.0', minimumGo: { major: 1, minor: 24 } },
  '0.158.0': { providers: '1.64.0', minimumGo: { major: 1, minor: 25 } },
  '0.160.0': { providers: '1.66.0', minimumGo: { major: 1, minor: 26 } },
} as const;

export type BuildableVersion = keyof typeof BUILDABLE;

/** Oldest first. */
export const BUILDABLE_VERSIONS = Object.keys(BUILDABLE) as BuildableVersion[];

const CORE = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';

/** The Collector's components: those of the rendered configurations. */
export interface CollectorBuild {
  version: BuildableVersion;
  /** The oldest Go that compiles it. */
  minimumGo: GoVersion;
  /** `module@version` of the tool that builds it. */
  builder: string;
  /** The builder's manifest, YAML. It writes `./out/otelcol`. */
  manifest: string;
  /** Changes with the manifest, so a binary built from an old manifest is never reused. */
  hash: string;
}

/** How a version is built. */
export function collectorBuild(version: BuildableVersion): CollectorBuild {
  const { providers, minimumGo } = BUILDABLE[version];
  const modules = (paths: string[], moduleVersion: string = version) =>
    paths.map((path) => `  - gomod: ${path} v${moduleVersion}`);
  const manifest = [
    `dist: {name: otelcol, output_path: ./out, version: ${version}}`,
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
      providers,
    ),
    '',
  ].join('\n');
  return {
    version,
    minimumGo,
    builder: `${CORE}/cmd/builder@v${version}`,
    manifest,
    hash: createHash('sha256').update(manifest).digest('hex').slice(0, 12),
  };
}

import { createHash } from 'node:crypto';
import builds from './builds.json';

export interface GoVersion {
  major: number;
  minor: number;
}

/** How a version is built: an entry of `builds.json`, which `npm run adopt:collector` adds to. */
export interface BuildRecipe {
  /** The configuration providers have versions of their own. */
  providers: string;
  /** What the modules' own go.mod asks for: `1.26`. */
  minimumGo: string;
  /** The version of core, if contrib has a patch release that core does not have. */
  core?: string;
  /** Components that do not build, because a module that they import cannot be downloaded: `processors/filter`. */
  without?: readonly string[];
}

export type BuildableVersion = keyof typeof builds;

/** The versions that are known to build, oldest first. Versions between these lack a module. */
export const BUILDABLE_VERSIONS = Object.keys(builds) as BuildableVersion[];

/** The newest version that builds with all components: the embedded world runs it. */
export const NEWEST_WHOLE = '0.160.0' satisfies BuildableVersion;

/** The newest version that builds at all. */
export const NEWEST_BUILT = BUILDABLE_VERSIONS.at(-1) as BuildableVersion;

const CORE = 'go.opentelemetry.io/collector';
export const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';

/** The components of the rendered configurations, by section and type, with their Go modules. */
export const COMPONENT_MODULES: Readonly<Record<string, string>> = {
  'receivers/otlp': `${CORE}/receiver/otlpreceiver`,
  'receivers/kafka': `${CONTRIB}/receiver/kafkareceiver`,
  'processors/batch': `${CORE}/processor/batchprocessor`,
  'processors/memory_limiter': `${CORE}/processor/memorylimiterprocessor`,
  'processors/filter': `${CONTRIB}/processor/filterprocessor`,
  'processors/transform': `${CONTRIB}/processor/transformprocessor`,
  'processors/tail_sampling': `${CONTRIB}/processor/tailsamplingprocessor`,
  'exporters/debug': `${CORE}/exporter/debugexporter`,
  'exporters/otlp': `${CORE}/exporter/otlpexporter`,
  'exporters/otlphttp': `${CORE}/exporter/otlphttpexporter`,
  'exporters/kafka': `${CONTRIB}/exporter/kafkaexporter`,
  'extensions/bearertokenauth': `${CONTRIB}/extension/bearertokenauthextension`,
  'extensions/health_check': `${CONTRIB}/extension/healthcheckextension`,
};
const PROVIDERS = ['env', 'file', 'yaml'].map((scheme) => `${CORE}/confmap/provider/${scheme}provider`);

export interface CollectorBuild {
  version: string;
  /** The oldest Go that compiles it. */
  minimumGo: GoVersion;
  /** `module@version` of the tool that builds it. */
  builder: string;
  /** The builder's manifest, YAML. It writes `./out/otelcol`. */
  manifest: string;
  /** Changes with the manifest, so a binary built from an old manifest is never reused. */
  hash: string;
  /** The components that are in it, with `module@version`. */
  components: ReadonlyMap<string, string>;
  /** The components that could not be built. */
  without: readonly string[];
}

/** How a version of `builds.json` is built. */
export function collectorBuild(version: BuildableVersion): CollectorBuild {
  return buildOf(version, builds[version]);
}

export function buildOf(version: string, recipe: BuildRecipe): CollectorBuild {
  const { providers, minimumGo, core = version, without = [] } = recipe;
  const components = new Map(
    Object.entries(COMPONENT_MODULES)
      .filter(([component]) => !without.includes(component))
      .map(([component, module]) => [
        component,
        `${module}@v${module.startsWith(`${CORE}/`) ? core : version}`,
      ]),
  );
  const manifest = [
    `dist: {name: otelcol, output_path: ./out, version: ${version}}`,
    ...['receivers', 'processors', 'exporters', 'extensions'].flatMap((section) => [
      `${section}:`,
      ...[...components]
        .filter(([component]) => component.startsWith(section))
        .map(([, module]) => modLine(module)),
    ]),
    'providers:',
    ...PROVIDERS.map((module) => modLine(`${module}@v${providers}`)),
    '',
  ].join('\n');
  const [major = 0, minor = 0] = minimumGo.split('.').map(Number);
  return {
    version,
    minimumGo: { major, minor },
    builder: `${CORE}/cmd/builder@v${core}`,
    manifest,
    hash: createHash('sha256').update(manifest).digest('hex').slice(0, 12),
    components,
    without,
  };
}

function modLine(module: string): string {
  return `  - gomod: ${module.replace('@', ' ')}`;
}

import { OTLP_NAMES_SINCE, type Section } from './component-types';

/** A component that the distributions (contrib, core, Kubernetes) no longer have. */
export interface RemovedComponent {
  /** The first minor version without it. */
  removedIn: number;
  /** What to use instead, as a full sentence. Absent if it has no successor. */
  advice?: string;
}

const OTLP = 'Use the otlp exporter.';
const NEW_OTLP_RECEIVER = 'Let the clients send OTLP to the otlp receiver.';
const connector = (type: string) => `Use the ${type} connector.`;

/**
 * By section and type. The versions are those of the manifests of opentelemetry-collector-releases
 * (`distributions/otelcol-contrib/manifest.yaml` at each tag up to v0.159), the successors those of the components'
 * deprecation notices.
 */
const REMOVED: Readonly<Record<string, RemovedComponent>> = {
  'exporters/carbon': { removedIn: 141 },
  'exporters/dynatrace': {
    removedIn: 99,
    advice: 'Use the otlphttp exporter with the OTLP endpoint of Dynatrace.',
  },
  'exporters/f5cloud': { removedIn: 96 },
  'exporters/humio': { removedIn: 71 },
  'exporters/instana': { removedIn: 110, advice: 'Use the otlp exporter with the OTLP endpoint of Instana.' },
  'exporters/jaeger': { removedIn: 85, advice: `${OTLP} Jaeger takes OTLP since v1.35.` },
  'exporters/jaeger_thrift': {
    removedIn: 85,
    advice: 'Use the otlphttp exporter. Jaeger takes OTLP since v1.35.',
  },
  'exporters/logging': { removedIn: 111, advice: 'Use the debug exporter, which replaces it since v0.86.' },
  'exporters/loki': { removedIn: 131, advice: 'Use the otlphttp exporter with the OTLP endpoint of Loki.' },
  'exporters/opencensus': { removedIn: 132, advice: OTLP },
  'exporters/parquet': { removedIn: 87 },
  'exporters/sapm': { removedIn: 147, advice: 'Use the otlphttp exporter.' },
  'exporters/skywalking': { removedIn: 105, advice: 'Use the otlp exporter. SkyWalking takes OTLP.' },
  'exporters/tanzuobservability': { removedIn: 92 },
  'receivers/bigip': { removedIn: 146 },
  'receivers/dotnet_diagnostics': { removedIn: 75 },
  'receivers/file': { removedIn: 95, advice: 'Use the otlpjsonfile receiver.' },
  'receivers/jmx': {
    removedIn: 154,
    advice: 'Run the JMX scraper of opentelemetry-java-contrib, which sends OTLP.',
  },
  'receivers/opencensus': { removedIn: 132, advice: NEW_OTLP_RECEIVER },
  'receivers/sapm': { removedIn: 133, advice: NEW_OTLP_RECEIVER },
  'receivers/signalfx': { removedIn: 157, advice: NEW_OTLP_RECEIVER },
  'processors/datadog': { removedIn: 94, advice: connector('datadog') },
  'processors/routing': { removedIn: 120, advice: connector('routing') },
  'processors/servicegraph': { removedIn: 94, advice: connector('servicegraph') },
  'processors/spanmetrics': { removedIn: 96, advice: connector('spanmetrics') },
  'extensions/memory_ballast': {
    removedIn: 108,
    advice: 'Remove it, and set the environment variable GOMEMLIMIT instead.',
  },
};

/** The advice names the otlp exporters as this version does. */
export function removedComponent(
  section: Section,
  type: string,
  minor: number,
): RemovedComponent | undefined {
  const component = `${section}/${type}`;
  const found = Object.hasOwn(REMOVED, component) ? REMOVED[component] : undefined;
  if (found?.advice === undefined || minor < OTLP_NAMES_SINCE) return found;
  const advice = found.advice
    .replace('the otlphttp exporter', 'the otlp_http exporter')
    .replace('the otlp exporter', 'the otlp_grpc exporter');
  return { ...found, advice };
}

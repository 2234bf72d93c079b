import { isRecord } from '../../collector/config/config-document';

/** The default `config` of the chart opentelemetry-collector: what values can name without defining it. */
const COMPONENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  receivers: {
    otlp: {
      protocols: {
        grpc: { endpoint: '${env:MY_POD_IP}:4317' },
        http: { endpoint: '${env:MY_POD_IP}:4318' },
      },
    },
    jaeger: { protocols: { grpc: { endpoint: '${env:MY_POD_IP}:14250' } } },
    prometheus: { config: { scrape_configs: [{ job_name: 'opentelemetry-collector' }] } },
    zipkin: { endpoint: '${env:MY_POD_IP}:9411' },
  },
  processors: {
    batch: {},
    memory_limiter: { check_interval: '5s', limit_percentage: 80, spike_limit_percentage: 25 },
  },
  exporters: { debug: {} },
  extensions: { health_check: { endpoint: '${env:MY_POD_IP}:13133' } },
};

const PIPELINES: Readonly<Record<string, Readonly<Record<string, string[]>>>> = {
  logs: { receivers: ['otlp'], processors: ['memory_limiter', 'batch'], exporters: ['debug'] },
  metrics: {
    receivers: ['otlp', 'prometheus'],
    processors: ['memory_limiter', 'batch'],
    exporters: ['debug'],
  },
  traces: {
    receivers: ['otlp', 'jaeger', 'zipkin'],
    processors: ['memory_limiter', 'batch'],
    exporters: ['debug'],
  },
};

/**
 * The configuration that the chart makes of `config` in its values, as far as these values use the defaults: components
 * that a pipeline names, lists that a pipeline lacks, the extension health_check. Null removes a default, as in Helm.
 */
export function withChartDefaults(values: Record<string, unknown>): Record<string, unknown> {
  if (isWrong(values.service) || isWrong(recordOf(values.service).pipelines)) return values;
  const service = recordOf(values.service);
  const pipelines = pipelinesOf(service);
  const extensions = service.extensions ?? ['health_check'];
  const used = new Set([...Object.values(pipelines).flatMap(namesIn), ...namesIn({ extensions })]);
  const sections = Object.entries(COMPONENTS).flatMap(([section, defaults]) => {
    const body = mergedSection(values[section], defaults, used);
    return body === undefined ? [] : [[section, body] as const];
  });
  return {
    ...values,
    ...Object.fromEntries(sections),
    service: { ...service, extensions, pipelines },
  };
}

/** Only the pipelines of the values, unless they have none: those of the chart are not theirs to change. */
function pipelinesOf(service: Record<string, unknown>): Record<string, unknown> {
  const given = Object.entries(recordOf(service.pipelines));
  const removed = new Set(given.filter(([, body]) => body === null).map(([id]) => id));
  const kept = given.filter(([id]) => !(removed.has(id) && Object.hasOwn(PIPELINES, id)));
  if (kept.length === 0)
    return Object.fromEntries(Object.entries(PIPELINES).filter(([id]) => !removed.has(id)));
  return Object.fromEntries(
    kept.map(([id, body]) => {
      const isDefault = Object.hasOwn(PIPELINES, id) && isRecord(body);
      return [id, isDefault ? { ...PIPELINES[id], ...body } : body];
    }),
  );
}

function mergedSection(
  body: unknown,
  defaults: Readonly<Record<string, unknown>>,
  used: ReadonlySet<unknown>,
): unknown {
  if (isWrong(body)) return undefined;
  const own = Object.entries(recordOf(body));
  const removed = own.filter(([id, settings]) => settings === null && Object.hasOwn(defaults, id));
  const added = Object.entries(defaults).filter(([id]) => used.has(id) && own.every(([each]) => each !== id));
  if (removed.length === 0 && added.length === 0) return undefined;
  return Object.fromEntries([...own.filter((pair) => !removed.includes(pair)), ...added]);
}

/** A section that is not a map: the rules about settings report it. */
function isWrong(section: unknown): boolean {
  return section !== undefined && section !== null && !isRecord(section);
}

function namesIn(body: unknown): unknown[] {
  return Object.values(recordOf(body)).flatMap((names) => (Array.isArray(names) ? names : []));
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

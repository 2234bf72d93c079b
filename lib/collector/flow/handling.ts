/**
 * What a processor or a connector does with an error from the components behind it.
 *
 * - `returns-errors`: it calls the next component and returns that component's error.
 * - `answers-early`: it accepts data, answers, and passes the data on later. Errors from behind it end there, and a task
 *   that is killed loses what it holds.
 * - `unknown`: Spillway does not know the type.
 */
export type Handling = 'returns-errors' | 'answers-early' | 'unknown';

/**
 * Taken from the sources of v0.160.0. Some components have two spellings, such as `k8sattributes` and `k8s_attributes`,
 * so the names here have no underscores.
 */
const PROCESSORS: Record<Exclude<Handling, 'unknown'>, readonly string[]> = {
  'returns-errors': [
    'attributes',
    'cumulativetodelta',
    'deltatocumulative',
    'deltatorate',
    'experimentalmetricsgeneration',
    'filter',
    'geoip',
    'groupbyattrs',
    'k8sattributes',
    'memorylimiter',
    'metricsgeneration',
    'metricstarttime',
    'metricstransform',
    'probabilisticsampler',
    'redaction',
    'remotetap',
    'resource',
    'resourcedetection',
    'schema',
    'span',
    'transform',
    'unroll',
  ],
  // interval and logdedup pass on part of the data at once and hold the rest.
  'answers-early': ['batch', 'groupbytrace', 'interval', 'logdedup', 'logstransform', 'tailsampling'],
};

const CONNECTORS: Record<Exclude<Handling, 'unknown'>, readonly string[]> = {
  'returns-errors': [
    'count',
    'exceptions',
    'failover',
    'forward',
    'otlpjson',
    'roundrobin',
    'routing',
    'signaltometrics',
    'sum',
  ],
  // These aggregate in memory and send at intervals.
  'answers-early': ['datadog', 'grafanacloud', 'servicegraph', 'spanmetrics'],
};

/** @param type of a processor, such as `batch` */
export function processorHandling(type: string): Handling {
  return handlingIn(PROCESSORS, type);
}

/** @param type of a connector, such as `forward`. If the connector has a queue, the queue is not taken into account. */
export function connectorHandling(type: string): Handling {
  return handlingIn(CONNECTORS, type);
}

function handlingIn(table: typeof PROCESSORS, type: string): Handling {
  const plain = type.replaceAll('_', '');
  if (table['answers-early'].includes(plain)) return 'answers-early';
  return table['returns-errors'].includes(plain) ? 'returns-errors' : 'unknown';
}

import type { Signal } from '../../pipeline';
import { fromEnv } from './yaml-text';

export interface PipelineParts {
  signal: Signal;
  receivers: string[];
  processors: string[];
  exporters: string[];
}

/** The default port for the Collector's own metrics, both in the spec and in the Collector. */
export const METRICS_PORT = 8888;

/**
 * The end of both tiers' configurations: extensions, the Collector's own metrics, and pipelines.
 *
 * @param extensions in addition to the health check, with their settings as lines
 */
export function serviceLines(
  pipelines: PipelineParts[],
  metricsPort: number,
  extensions: Readonly<Record<string, string[]>> = {},
): string[] {
  return [
    'extensions:',
    ...Object.entries(extensions).flatMap(([id, lines]) => [
      `  ${id}:`,
      ...lines.map((line) => `    ${line}`),
    ]),
    '  health_check:',
    `    endpoint: ${fromEnv('SPILLWAY_HEALTH_ENDPOINT', '0.0.0.0:13133')}`,
    'service:',
    `  extensions: [${[...Object.keys(extensions), 'health_check'].join(', ')}]`,
    '  telemetry:',
    '    metrics:',
    '      readers:',
    '        - pull:',
    '            exporter:',
    '              prometheus:',
    `                host: ${fromEnv('SPILLWAY_TELEMETRY_HOST', '0.0.0.0')}`,
    `                port: ${fromEnv('SPILLWAY_TELEMETRY_PORT', String(metricsPort))}`,
    '  pipelines:',
    ...pipelines.flatMap(({ signal, receivers, processors, exporters }) => [
      `    ${signal}:`,
      `      receivers: [${receivers.join(', ')}]`,
      `      processors: [${processors.join(', ')}]`,
      `      exporters: [${exporters.join(', ')}]`,
    ]),
  ];
}

/**
 * Refuses data before the process runs out of memory. It is a percentage of the container's limit, so it suits every
 * task size.
 */
export const MEMORY_LIMITER_LINES = [
  '  memory_limiter:',
  '    check_interval: 1s',
  '    limit_percentage: 80',
  '    spike_limit_percentage: 20',
];

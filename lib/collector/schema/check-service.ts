import type { CollectorVersion } from '../collector-version';
import { type ConfigPath, isRecord } from '../config/config-document';
import { isPlaceholder } from '../config/placeholder';
import { type FeatureGates, NO_GATES } from '../feature-gates';
import { VALIDATE_BUILDS_SINCE } from './check-component';
import { parseComponentId } from './component-id';
import type { Section } from './component-types';
import type { Problem } from './problem';
import type { ReadService, ServicePipeline } from './read-service';

const SIGNALS = ['traces', 'metrics', 'logs'];
const PROFILES_GATE = 'service.profilesSupport';
/** A service of extensions alone. */
const NO_PIPELINES_GATE = 'service.AllowNoPipelines';

/**
 * Inconsistencies between pipelines, extensions and components: undefined components, pipelines without receivers or
 * exporters, unknown signals. `defined` holds the IDs of each section.
 */
export function checkService(
  service: ReadService,
  defined: Readonly<Record<Section, ReadonlySet<string>>>,
  version: CollectorVersion,
  gates: FeatureGates = NO_GATES,
): Problem[] {
  return [
    ...requiredSections(service, defined, gates),
    ...extensions(service, defined),
    ...service.pipelines.flatMap((pipeline) => [...checkPipeline(pipeline, defined, gates)]),
    ...connectors(service, defined, version),
  ];
}

function* requiredSections(
  service: ReadService,
  defined: Readonly<Record<Section, ReadonlySet<string>>>,
  gates: FeatureGates,
): Generator<Problem> {
  const isEmpty = Object.values(defined).every((ids) => ids.size === 0);
  if (isEmpty) yield problem('service', [], 'defines no components');
  if (gates.enabled.has(NO_PIPELINES_GATE)) return;
  if (!isEmpty && defined.receivers.size === 0) yield problem('service', ['receivers'], 'has no receiver');
  else if (!isEmpty && defined.exporters.size === 0)
    yield problem('service', ['exporters'], 'has no exporter');
  if (service.pipelines.length === 0 && !service.isPipelinesUnknown) {
    yield problem('service', ['service', 'pipelines'], 'has no pipeline');
  }
}

function* extensions(
  service: ReadService,
  defined: Readonly<Record<Section, ReadonlySet<string>>>,
): Generator<Problem> {
  for (const { id, path } of service.extensions) {
    if (!defined.extensions.has(id)) yield undefinedComponent(path, 'extension', id);
  }
}

function* checkPipeline(
  pipeline: ServicePipeline,
  defined: Readonly<Record<Section, ReadonlySet<string>>>,
  gates: FeatureGates,
): Generator<Problem> {
  const { path, signal, id: name } = pipeline;
  const id = parseComponentId(name);
  if ('wrong' in id) {
    yield problem('invalid-id', path, `has the invalid ID "${name}": ${id.wrong}`);
  } else if (signal === 'profiles') {
    if (!gates.enabled.has(PROFILES_GATE)) {
      yield problem(
        'service',
        path,
        `is a profiles pipeline, which needs the feature gate ${PROFILES_GATE}`,
        `If the Collector runs with it, pass --feature-gates ${PROFILES_GATE} here too.`,
      );
    }
  } else if (!SIGNALS.includes(signal)) {
    yield problem(
      'invalid-id',
      path,
      `has the unknown signal "${signal}"`,
      `Use one of ${SIGNALS.join(', ')}.`,
    );
  }
  if (pipeline.receivers?.length === 0) yield problem('service', path, 'has no receiver');
  if (pipeline.exporters?.length === 0) yield problem('service', path, 'has no exporter');
  const seen = new Set<string>();
  for (const { id, path: at } of pipeline.processors ?? []) {
    if (!defined.processors.has(id)) yield undefinedComponent(at, 'processor', id);
    else if (seen.has(id)) yield problem('service', at, `names the processor ${id} twice`);
    seen.add(id);
  }
  for (const { id, path: at } of pipeline.receivers ?? []) {
    if (!defined.receivers.has(id) && !defined.connectors.has(id))
      yield undefinedComponent(at, 'receiver', id);
  }
  for (const { id, path: at } of pipeline.exporters ?? []) {
    if (!defined.exporters.has(id) && !defined.connectors.has(id))
      yield undefinedComponent(at, 'exporter', id);
  }
}

/** A connector must be an exporter of one pipeline and a receiver of another, and its ID must be unique. */
function* connectors(
  service: ReadService,
  defined: Readonly<Record<Section, ReadonlySet<string>>>,
  { minor }: CollectorVersion,
): Generator<Problem> {
  const names = (side: 'receivers' | 'exporters', id: string) =>
    service.pipelines.some((pipeline) => pipeline[side]?.some((each) => each.id === id));
  for (const id of defined.connectors) {
    const path: ConfigPath = ['connectors', id];
    if (defined.exporters.has(id) || defined.receivers.has(id)) {
      yield problem('invalid-id', path, 'has the same ID as a receiver or an exporter');
    }
    const [asReceiver, asExporter] = [names('receivers', id), names('exporters', id)];
    if (asReceiver === asExporter) continue;
    const message = asReceiver
      ? 'is used as a receiver but never as an exporter'
      : 'is used as an exporter but never as a receiver';
    const refusal = minor >= VALIDATE_BUILDS_SINCE ? ('validate' as const) : ('start' as const);
    yield { ...problem('service', path, message), refusal };
  }
}

/** Invalid IDs of a section's components, and IDs that differ only by spaces. */
export function* checkIds(section: Section, body: unknown): Generator<Problem> {
  if (!isRecord(body)) return;
  const seen = new Set<string>();
  for (const key of Object.keys(body)) {
    if (isPlaceholder(key)) continue;
    const id = parseComponentId(key);
    if ('wrong' in id)
      yield problem('invalid-id', [section, key], `has the invalid ID "${key}": ${id.wrong}`);
    else if (seen.has(id.id)) yield problem('invalid-id', [section, key], 'is defined twice');
    else seen.add(id.id);
  }
}

function undefinedComponent(path: ConfigPath, kind: string, id: string): Problem {
  return problem('undefined-component', path, `names the ${kind} ${id || '""'}, which is not defined`);
}

function problem(kind: Problem['kind'], path: ConfigPath, message: string, advice?: string): Problem {
  return { kind, path, message, ...(advice !== undefined && { advice }), refusal: 'validate' };
}

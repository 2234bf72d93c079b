/**
 * The custom resource for the live configuration. It creates `<prefix>/config` before the service that needs it, and
 * does not contact Kafka.
 *
 * - **Create** stores the template with `earliest`. It overwrites a configuration that Spillway left behind, because the
 *   commits that go with it may have expired; with `existing: adopt` it keeps the offset. A configuration with another
 *   owner is an error unless `existing` is set.
 * - **Update** stores the new template with the current offset. A rollback is an Update with the old template.
 * - **Delete** removes everything that the controller keeps, or nothing. It does not remove a configuration with another
 *   owner, or one that a failed Create did not touch.
 *
 * A configuration that the Collector would refuse is never stored (`assertAccepted`).
 *
 * CloudFormation may send a request twice. Each one gets a response. `mode: observe` adds a second resource, see
 * `guardObserve`.
 */
import type { InitialOffset } from '../../lib/pipeline';
import { createResourceHandler, type Done, type ResourceHandlerOptions } from '../custom-resource/handler';
import type { ResourceRequest } from '../custom-resource/request';
import { foreignConfig, leftoverOf } from './leftover';
import { liveText, offsetToAdopt, offsetToKeep } from './live-text';
import { guardedPrefix, guardObserve } from './observe-guard';
import type { ConfigParameters } from './parameters';
import { parseProperties, previousTemplate } from './properties';
import { assertAccepted } from './refused-config';
import { formatResourceId, parseResourceId } from './resource-id';
import { settleConfig } from './settle-config';

export interface ConfigHandlerOptions extends Pick<ResourceHandlerOptions, 'answer' | 'log'> {
  open(prefix: string): ConfigParameters;
  /** Waits between a write and the read that checks it. */
  pause(): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
}

/** @throws SpillwayError those of {@link createResourceHandler} */
export function createConfigHandler(options: ConfigHandlerOptions): (event: unknown) => Promise<void> {
  const { answer, log } = options;
  return createResourceHandler({
    what: 'config',
    carryOut: (request) => carryOut(options, request),
    notMade,
    answer,
    log,
  });
}

async function carryOut(options: ConfigHandlerOptions, request: ResourceRequest): Promise<Done> {
  const guarded = guardedPrefix(request);
  if (guarded !== undefined) return guardObserve(request, guarded, options.open(guarded));
  if (request.RequestType === 'Delete') return remove(options, request);
  const properties = parseProperties(request.ResourceProperties);
  const { prefix, template, existing } = properties;
  const current = parseResourceId(request.PhysicalResourceId);
  const text = (offset: InitialOffset) => liveText(template, offset);
  const parameters = options.open(prefix);
  // Skipped for a text that is already stored, because a rollback must succeed.
  const beforeWrite = () => assertAccepted(properties);
  const settle = (offsetOver: (live: string) => InitialOffset) =>
    settleConfig(parameters, { text, offsetOver, beforeWrite }, options.pause);

  // There may already be a configuration under the new prefix, so do the same as for a Create.
  if (request.RequestType === 'Update' && current.prefix === prefix) {
    const previous = previousTemplate(request);
    const { outcome } = await settle((live) => offsetToKeep({ live, template, previousTemplate: previous }));
    return { physicalResourceId: formatResourceId(current), outcome };
  }
  if (request.RequestType === 'Create') assertAccepted(properties);
  const creating = { text: text('earliest'), nowMs: options.now() };
  const leftover = leftoverOf(await parameters.read(), creating);
  if (leftover === 'foreign' && existing === undefined) throw foreignConfig(prefix);
  const adopt = existing === 'adopt';
  const { before, outcome } = await settle((live) =>
    adopt ? offsetToAdopt({ live, template }) : 'earliest',
  );
  // With `existing` set, a configuration that looks as if this Create made it may belong to another owner.
  const theirs = leftover === 'foreign' || (leftover === 'just-made' && existing !== undefined);
  const keep = theirs || (adopt && before === 'present');
  return { physicalResourceId: formatResourceId({ prefix, origin: keep ? 'adopted' : 'made' }), outcome };
}

async function remove(options: ConfigHandlerOptions, request: ResourceRequest): Promise<Done> {
  const physicalResourceId = request.PhysicalResourceId ?? '';
  // The id decides what to remove, because in a replacement the properties may be those of the new resource.
  const { prefix, origin } = parseResourceId(physicalResourceId);
  if (origin !== 'made' || parseProperties(request.ResourceProperties).onDelete === 'keep') {
    return { physicalResourceId, outcome: 'kept' };
  }
  await options.open(prefix).remove();
  return { physicalResourceId, outcome: 'removed' };
}

function notMade(request: ResourceRequest): string {
  try {
    const { prefix } = parseProperties(request.ResourceProperties);
    return formatResourceId({ prefix, origin: 'not-made' });
  } catch {
    return formatResourceId({ prefix: 'config', origin: 'not-made' });
  }
}

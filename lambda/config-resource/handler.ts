/**
 * The live config's custom resource: it makes `<prefix>/config` before the service that cannot start without it, and
 * never contacts Kafka.
 *
 * - **Create** stores the template on `earliest`. Over a config that Spillway left it does the same, since commits may
 *   have expired meanwhile, unless the user adopts that one: then its offset stays. One of somebody else's is refused
 *   until the user says which of both.
 * - **Update** stores the new template on the offset in force. A rollback is an Update with the old template.
 * - **Delete** removes config, state and everything else that the controller keeps, or nothing. Nothing is removed that was somebody else's, or
 *   that a failed Create left alone.
 *
 * Each may come twice, and is always answered. With `mode: observe` there is a second resource: see `guardObserve`.
 */
import type { InitialOffset } from '../../lib/pipeline';
import { createResourceHandler, type Done, type ResourceHandlerOptions } from '../custom-resource/handler';
import type { ResourceRequest } from '../custom-resource/request';
import { foreignConfig, leftoverOf } from './leftover';
import { liveText, offsetToAdopt, offsetToKeep } from './live-text';
import { guardedPrefix, guardObserve } from './observe-guard';
import type { ConfigParameters } from './parameters';
import { parseProperties, previousTemplate } from './properties';
import { formatResourceId, parseResourceId } from './resource-id';
import { settleConfig } from './settle-config';

export interface ConfigHandlerOptions extends Pick<ResourceHandlerOptions, 'answer' | 'log'> {
  open(prefix: string): ConfigParameters;
  /** Between a write and the second look. */
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
  const { prefix, template, existing } = parseProperties(request.ResourceProperties);
  const current = parseResourceId(request.PhysicalResourceId);
  const text = (offset: InitialOffset) => liveText(template, offset);
  const parameters = options.open(prefix);
  const settle = (offsetOver: (live: string) => InitialOffset) =>
    settleConfig(parameters, { text, offsetOver }, options.pause);

  // Under another prefix there may be somebody's leftover: what a Create does is right there, too.
  if (request.RequestType === 'Update' && current.prefix === prefix) {
    const previous = previousTemplate(request);
    const { outcome } = await settle((live) => offsetToKeep({ live, template, previousTemplate: previous }));
    return { physicalResourceId: formatResourceId(current), outcome };
  }
  const looking = { text: text('earliest'), nowMs: options.now() };
  const leftover = leftoverOf(await parameters.read(), looking);
  if (leftover === 'foreign' && existing === undefined) throw foreignConfig(prefix);
  const adopt = existing === 'adopt';
  const { before, outcome } = await settle((live) =>
    adopt ? offsetToAdopt({ live, template }) : 'earliest',
  );
  // Who says what to do with one that is there may mean just that one.
  const theirs = leftover === 'foreign' || (leftover === 'just-made' && existing !== undefined);
  const keep = theirs || (adopt && before === 'present');
  return { physicalResourceId: formatResourceId({ prefix, origin: keep ? 'adopted' : 'made' }), outcome };
}

async function remove(options: ConfigHandlerOptions, request: ResourceRequest): Promise<Done> {
  const physicalResourceId = request.PhysicalResourceId ?? '';
  // The id says what is to go: in a replacement the properties may be those of the other one.
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

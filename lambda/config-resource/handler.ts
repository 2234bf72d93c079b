/**
 * The live config's custom resource: it makes `<prefix>/config` before the service that cannot start without it, and
 * never contacts Kafka.
 *
 * - **Create** stores the template on `earliest`. Over a config that Spillway left it does the same, since commits may
 *   have expired meanwhile, unless the user adopts that one: then its offset stays. One of somebody else's is refused
 *   until the user says which of both.
 * - **Update** stores the new template on the offset in force. A rollback is an Update with the old template.
 * - **Delete** removes config, state and epochs, or keeps them. Nothing is removed that was somebody else's, or
 *   that a failed Create left alone.
 *
 * Each may come twice, and is always answered.
 */
import { describeError, SpillwayError } from '../../lib/errors';
import type { InitialOffset } from '../../lib/pipeline';
import type { Answer } from './answer';
import { type ConfigRequest, parseProperties, parseRequest, previousTemplate } from './event';
import { foreignConfig, leftoverOf } from './leftover';
import { liveText, offsetToAdopt, offsetToKeep } from './live-text';
import type { ConfigParameters } from './parameters';
import { formatResourceId, parseResourceId } from './resource-id';
import { type Settled, settleConfig } from './settle-config';

export interface ConfigHandlerOptions {
  open(prefix: string): ConfigParameters;
  answer(request: ConfigRequest, answer: Answer): Promise<void>;
  log(line: { level: 'info' | 'error'; message: string; fields: Record<string, unknown> }): void;
  /** Between a write and the second look. */
  pause(): Promise<void>;
}

interface Done {
  physicalResourceId: string;
  outcome: Settled['outcome'] | 'removed' | 'kept';
}

/** @throws SpillwayError `CONFIG_REQUEST_INVALID` and `CONFIG_ANSWER_FAILED`, when CloudFormation cannot be answered */
export function createConfigHandler(options: ConfigHandlerOptions): (event: unknown) => Promise<void> {
  return async (event) => {
    const request = parseRequest(event);
    const fields = { request: request.RequestType, resource: request.LogicalResourceId };
    try {
      const done = await carryOut(options, request);
      options.log({ level: 'info', message: `config ${done.outcome}`, fields: { ...fields, ...done } });
      const { physicalResourceId } = done;
      await options.answer(request, { status: 'SUCCESS', reason: '', physicalResourceId });
    } catch (error) {
      if (isAnswerFailure(error)) throw error;
      const reason = describeError(error);
      options.log({ level: 'error', message: 'config failed', fields: { ...fields, reason } });
      const physicalResourceId = request.PhysicalResourceId ?? notMade(request);
      await options.answer(request, { status: 'FAILED', reason, physicalResourceId });
    }
  };
}

async function carryOut(options: ConfigHandlerOptions, request: ConfigRequest): Promise<Done> {
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
  const leftover = leftoverOf(await parameters.read());
  if (leftover === 'foreign' && existing === undefined) throw foreignConfig(prefix);
  const adopt = existing === 'adopt';
  const { before, outcome } = await settle((live) =>
    adopt ? offsetToAdopt({ live, template }) : 'earliest',
  );
  const keep = leftover === 'foreign' || (adopt && before === 'present');
  return { physicalResourceId: formatResourceId({ prefix, origin: keep ? 'adopted' : 'made' }), outcome };
}

async function remove(options: ConfigHandlerOptions, request: ConfigRequest): Promise<Done> {
  const physicalResourceId = request.PhysicalResourceId ?? '';
  // The id says what is to go: in a replacement the properties may be those of the other one.
  const { prefix, origin } = parseResourceId(physicalResourceId);
  if (origin !== 'made' || parseProperties(request.ResourceProperties).onDelete === 'keep') {
    return { physicalResourceId, outcome: 'kept' };
  }
  await options.open(prefix).remove();
  return { physicalResourceId, outcome: 'removed' };
}

function notMade(request: ConfigRequest): string {
  try {
    const { prefix } = parseProperties(request.ResourceProperties);
    return formatResourceId({ prefix, origin: 'not-made' });
  } catch {
    return formatResourceId({ prefix: 'config', origin: 'not-made' });
  }
}

/** Answering FAILED instead would not arrive either, and may contradict what was done. */
function isAnswerFailure(error: unknown): boolean {
  return error instanceof SpillwayError && error.code === 'CONFIG_ANSWER_FAILED';
}

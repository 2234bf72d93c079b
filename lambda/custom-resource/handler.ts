import { describeError, SpillwayError } from '../../lib/errors';
import type { Answer } from './answer';
import { parseRequest, type ResourceRequest } from './request';

export interface LogLine {
  level: 'info' | 'error';
  message: string;
  fields: Record<string, unknown>;
}

/** The result of a request. */
export interface Done {
  physicalResourceId: string;
  /** One word for the log. */
  outcome: string;
  /** Attributes for `Fn::GetAtt`. */
  data?: Readonly<Record<string, string>>;
}

export interface ResourceHandlerOptions {
  /** The resource's name in the log, such as `config`. */
  what: string;
  carryOut(request: ResourceRequest): Promise<Done>;
  /** The physical id after a failed Create, for which CloudFormation sends a Delete. */
  notMade(request: ResourceRequest): string;
  answer(request: ResourceRequest, answer: Answer): Promise<void>;
  log(line: LogLine): void;
}

/**
 * Creates the handler of a custom resource. It always responds, because the stack would otherwise hang until a timeout.
 *
 * @throws SpillwayError `CUSTOM_RESOURCE_REQUEST_INVALID` and `CUSTOM_RESOURCE_ANSWER_FAILED`, if no response is
 *   possible
 */
export function createResourceHandler(options: ResourceHandlerOptions): (event: unknown) => Promise<void> {
  const { what } = options;
  return async (event) => {
    const request = parseRequest(event);
    const fields = { request: request.RequestType, resource: request.LogicalResourceId };
    try {
      const done = await options.carryOut(request);
      const { physicalResourceId, outcome, data } = done;
      options.log({ level: 'info', message: `${what} ${outcome}`, fields: { ...fields, ...done } });
      await options.answer(request, {
        status: 'SUCCESS',
        reason: '',
        physicalResourceId,
        ...(data && { data }),
      });
    } catch (error) {
      if (isAnswerFailure(error)) throw error;
      const reason = describeError(error);
      options.log({ level: 'error', message: `${what} failed`, fields: { ...fields, reason } });
      const physicalResourceId = request.PhysicalResourceId ?? options.notMade(request);
      await options.answer(request, { status: 'FAILED', reason, physicalResourceId });
    }
  };
}

/** Whether sending the response failed. A FAILED response would not arrive either, and could contradict what was done. */
function isAnswerFailure(error: unknown): boolean {
  return error instanceof SpillwayError && error.code === 'CUSTOM_RESOURCE_ANSWER_FAILED';
}

import { z } from 'zod';
import { SpillwayError } from '../../lib/errors';

/** What CloudFormation asks for, as far as it is of use here. Properties are read apart: an answer is due for bad ones too. */
const requestSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  /** Pre-signed: who has it can answer, so it is never logged. */
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  /** Absent for a Create. */
  PhysicalResourceId: z.string().optional(),
  ResourceProperties: z.unknown().optional(),
  OldResourceProperties: z.unknown().optional(),
});
export type ResourceRequest = z.output<typeof requestSchema>;

/** @throws SpillwayError `CUSTOM_RESOURCE_REQUEST_INVALID` when nobody could be answered */
export function parseRequest(event: unknown): ResourceRequest {
  return parsed(requestSchema, event, 'The event is no request of CloudFormation to a custom resource');
}

/** @throws SpillwayError `CUSTOM_RESOURCE_REQUEST_INVALID` with the properties that are wrong */
export function parsedProperties<T>(schema: z.ZodType<T>, properties: unknown): T {
  return parsed(schema, properties, 'The properties of the custom resource are wrong');
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.message}`);
  throw new SpillwayError(
    'CUSTOM_RESOURCE_REQUEST_INVALID',
    `${what}: ${faults.join('; ')}.`,
    'Leave calling this function to CloudFormation, by the construct of the same version.',
  );
}

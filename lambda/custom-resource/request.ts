import * as z from 'zod';
import { SpillwayError } from '../../lib/errors';

/** A request from CloudFormation. Properties are parsed later, because a request with invalid ones needs a response too. */
const requestSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  /** Pre-signed. Anyone who has it can respond, so it is never logged. */
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  /** Absent in a Create. */
  PhysicalResourceId: z.string().optional(),
  ResourceProperties: z.unknown().optional(),
  OldResourceProperties: z.unknown().optional(),
});
export type ResourceRequest = z.output<typeof requestSchema>;

/** @throws SpillwayError `CUSTOM_RESOURCE_REQUEST_INVALID` if there is no address to respond to */
export function parseRequest(event: unknown): ResourceRequest {
  return parsed(requestSchema, event, 'The event is not a CloudFormation request to a custom resource');
}

/** @throws SpillwayError `CUSTOM_RESOURCE_REQUEST_INVALID` with the invalid properties */
export function parsedProperties<T>(schema: z.ZodType<T>, properties: unknown): T {
  return parsed(schema, properties, 'The properties of the custom resource are invalid');
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.message}`);
  throw new SpillwayError(
    'CUSTOM_RESOURCE_REQUEST_INVALID',
    `${what}: ${problems.join('; ')}.`,
    'Let only CloudFormation call this function. If CloudFormation sent the event, the function and the construct are of different versions: deploy the stack again with one version of the package.',
  );
}

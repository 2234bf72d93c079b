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
export type ConfigRequest = z.output<typeof requestSchema>;

const propertiesSchema = z.object({
  /** SSM path without a slash at the end. */
  prefix: z.string().regex(/^(\/[A-Za-z0-9_.-]+)+$/, 'expected an SSM path such as /spillway/checkout'),
  /**
   * The processing tier's configuration. The text itself and not only the template parameter's name: in a rollback
   * CloudFormation brings the old text with the event, whatever the parameter holds at that moment.
   */
  template: z.string().min(1),
  /** What a Create does with a config that is there already. Not said: one of somebody else's is refused. */
  existing: z.enum(['re-arm', 'adopt']).optional(),
  /** What a Delete does with config, state and epochs. */
  onDelete: z.enum(['remove', 'keep']),
});
export type ConfigProperties = z.output<typeof propertiesSchema>;

/** @throws SpillwayError `CONFIG_REQUEST_INVALID` when nobody could be answered */
export function parseRequest(event: unknown): ConfigRequest {
  return parsed(requestSchema, event, 'The event is no request of CloudFormation to a custom resource');
}

/** @throws SpillwayError `CONFIG_REQUEST_INVALID` with the properties that are wrong */
export function parseProperties(properties: unknown): ConfigProperties {
  return parsed(propertiesSchema, properties, 'The properties of the custom resource are wrong');
}

/** The template before an Update; `undefined` when the event does not say. */
export function previousTemplate({ OldResourceProperties }: ConfigRequest): string | undefined {
  return propertiesSchema.pick({ template: true }).safeParse(OldResourceProperties).data?.template;
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.message}`);
  throw new SpillwayError(
    'CONFIG_REQUEST_INVALID',
    `${what}: ${faults.join('; ')}.`,
    'Leave calling this function to CloudFormation, by the ConfigResource construct of the same version.',
  );
}

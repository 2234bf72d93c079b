import { z } from 'zod';
import { parsedProperties, type ResourceRequest } from '../custom-resource/request';

/** SSM path without a slash at the end. */
export const prefixSchema = z
  .string()
  .regex(/^(\/[A-Za-z0-9_.-]+)+$/, 'expected an SSM path such as /spillway/checkout');

const propertiesSchema = z.object({
  prefix: prefixSchema,
  /**
   * The processing tier's configuration. The text itself and not only the template parameter's name: in a rollback
   * CloudFormation brings the old text with the event, whatever the parameter holds at that moment.
   */
  template: z.string().min(1),
  /** What a Create does with a config that is there already. Not said: one of somebody else's is refused. */
  existing: z.enum(['re-arm', 'adopt']).optional(),
  /** What a Delete does with config, state and everything else that the controller keeps. */
  onDelete: z.enum(['remove', 'keep']),
});
export type ConfigProperties = z.output<typeof propertiesSchema>;

/** @throws SpillwayError `CUSTOM_RESOURCE_REQUEST_INVALID` with the properties that are wrong */
export function parseProperties(properties: unknown): ConfigProperties {
  return parsedProperties(propertiesSchema, properties);
}

/** The template before an Update; `undefined` when the event does not say. */
export function previousTemplate({ OldResourceProperties }: ResourceRequest): string | undefined {
  return propertiesSchema.pick({ template: true }).safeParse(OldResourceProperties).data?.template;
}

import { z } from 'zod';
import { parsedProperties, type ResourceRequest } from '../custom-resource/request';

/** SSM path without a slash at the end. */
export const prefixSchema = z
  .string()
  .regex(/^(\/[A-Za-z0-9_.-]+)+$/, 'expected an SSM path such as /spillway/checkout');

const propertiesSchema = z.object({
  prefix: prefixSchema,
  /**
   * The configuration of the processing tier. The text and not the name of the template parameter: in a rollback the event
   * contains the old text, whatever the parameter holds at that moment.
   */
  template: z.string().min(1),
  /**
   * The Collector that runs the template. Absent in the old properties of a rollback to a stack from before this check, whose
   * template must be stored as it was.
   */
  collector: z.string().min(1).optional(),
  /** Codes of the linter's errors that the user accepts. */
  ignored: z.array(z.string()).default([]),
  /** What a Create does with an existing configuration. Without it, one of another owner is an error. */
  existing: z.enum(['re-arm', 'adopt']).optional(),
  /** Whether a Delete removes what the controller keeps. */
  onDelete: z.enum(['remove', 'keep']),
});
export type ConfigProperties = z.output<typeof propertiesSchema>;

/** @throws SpillwayError `CUSTOM_RESOURCE_REQUEST_INVALID` with the properties that are wrong */
export function parseProperties(properties: unknown): ConfigProperties {
  return parsedProperties(propertiesSchema, properties);
}

/** The template before an Update; `undefined` if the event does not contain it. */
export function previousTemplate({ OldResourceProperties }: ResourceRequest): string | undefined {
  return propertiesSchema.pick({ template: true }).safeParse(OldResourceProperties).data?.template;
}

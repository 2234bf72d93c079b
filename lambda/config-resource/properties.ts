import * as z from 'zod';
import { parsedProperties, type ResourceRequest } from '../custom-resource/request';

/** An SSM path without a trailing slash. */
export const prefixSchema = z
  .string()
  .regex(/^(\/[A-Za-z0-9_.-]+)+$/, 'expected an SSM path such as /spillway/checkout');

const propertiesSchema = z.object({
  prefix: prefixSchema,
  /**
   * The configuration of the processing tier. This is the text and not the name of the template parameter, because in a
   * rollback the event contains the old text, whatever the parameter holds at that moment.
   */
  template: z.string().min(1),
  /**
   * The Collector that runs the template. Absent in the old properties of a rollback to a stack from before this check;
   * its template must be stored unchanged.
   */
  collector: z.string().min(1).optional(),
  /** Codes of the linter's errors that the user accepts. */
  ignored: z.array(z.string()).default([]),
  /** What a Create does with an existing configuration. If absent, a configuration with another owner is an error. */
  existing: z.enum(['re-arm', 'adopt']).optional(),
  /** Whether a Delete removes what the controller keeps. */
  onDelete: z.enum(['remove', 'keep']),
});
export type ConfigProperties = z.output<typeof propertiesSchema>;

/** @throws SpillwayError `CUSTOM_RESOURCE_REQUEST_INVALID` with the wrong properties */
export function parseProperties(properties: unknown): ConfigProperties {
  return parsedProperties(propertiesSchema, properties);
}

/** The template before an Update; `undefined` if the event does not contain it. */
export function previousTemplate({ OldResourceProperties }: ResourceRequest): string | undefined {
  return propertiesSchema.pick({ template: true }).safeParse(OldResourceProperties).data?.template;
}

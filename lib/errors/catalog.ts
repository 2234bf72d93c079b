import { AWS_ERRORS } from './areas/aws';
import { COMMAND_ERRORS } from './areas/command';
import { CONFIG_ERRORS } from './areas/config';
import { CUSTOM_RESOURCE_ERRORS } from './areas/custom-resource';
import { DEPLOY_ERRORS } from './areas/deploy';
import { EMBEDDED_WORLD_ERRORS } from './areas/embedded-world';
import { FUNCTION_ERRORS } from './areas/function';
import { KAFKA_ERRORS } from './areas/kafka';
import { LINTING_ERRORS } from './areas/linting';
import { RENDERING_ERRORS } from './areas/rendering';
import { SPEC_ERRORS } from './areas/spec';
import type { ErrorEntry } from './error-entry';

/** Every code that a `SpillwayError` can have. */
export const ERRORS = {
  ...SPEC_ERRORS,
  ...COMMAND_ERRORS,
  ...KAFKA_ERRORS,
  ...AWS_ERRORS,
  ...FUNCTION_ERRORS,
  ...CONFIG_ERRORS,
  ...DEPLOY_ERRORS,
  ...CUSTOM_RESOURCE_ERRORS,
  ...RENDERING_ERRORS,
  ...LINTING_ERRORS,
  ...EMBEDDED_WORLD_ERRORS,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}

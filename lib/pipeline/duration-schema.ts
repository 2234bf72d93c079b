import { z } from 'zod';
import { parseDurationMs } from './duration';

/** A schema for a duration in text; the parsed value is in milliseconds. */
export function durationMs(defaultText: string, minimumText = '0s') {
  const minimumMs = parseDurationMs(minimumText) ?? 0;
  const expected = `expected a duration such as ${defaultText}${minimumMs > 0 ? `, at least ${minimumText}` : ''}`;
  return z
    .string(expected)
    .default(defaultText)
    .transform((text, context) => {
      const ms = parseDurationMs(text);
      if (ms === undefined || ms < minimumMs) {
        context.addIssue({ code: 'custom', message: `${expected}, not "${text}"` });
        return z.NEVER;
      }
      return ms;
    });
}

import * as z from 'zod';
import { parseDurationMs } from './duration';

/** The schema of a duration as text. The parsed value is in milliseconds. */
export function durationMs(defaultText: string, minimumText = '0s') {
  return durationText(defaultText, minimumText)
    .default(defaultText)
    .transform(toMs(defaultText, minimumText));
}

/** The same schema without a default: `undefined` if absent. */
export function optionalDurationMs(exampleText: string, minimumText = '0s') {
  return durationText(exampleText, minimumText).transform(toMs(exampleText, minimumText)).optional();
}

function durationText(exampleText: string, minimumText: string) {
  return z.string(expectation(exampleText, minimumText));
}

function toMs(exampleText: string, minimumText: string) {
  const minimumMs = parseDurationMs(minimumText) ?? 0;
  return (text: string, context: z.RefinementCtx): number => {
    const ms = parseDurationMs(text);
    if (ms !== undefined && ms >= minimumMs) return ms;
    context.addIssue({ code: 'custom', message: `${expectation(exampleText, minimumText)}, not "${text}"` });
    return z.NEVER;
  };
}

function expectation(exampleText: string, minimumText: string): string {
  const minimumMs = parseDurationMs(minimumText) ?? 0;
  return `expected a duration such as ${exampleText}${minimumMs > 0 ? `, at least ${minimumText}` : ''}`;
}

import type * as z from 'zod';

/**
 * Runs a check across several keys whenever these keys have no findings of their own. By default the schema library
 * skips such a check as soon as any key has a finding, so a user would see the findings only in a second run.
 *
 * @param paths with dots, below the checked object
 */
export function whenValid(...paths: string[]): { when(payload: z.core.ParsePayload): boolean } {
  return {
    when: ({ issues }) =>
      !issues.some(
        ({ code, path = [] }) =>
          code !== 'unrecognized_keys' && paths.some((checked) => overlap(checked, path.join('.'))),
      ),
  };
}

function overlap(one: string, other: string): boolean {
  return one === other || other === '' || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

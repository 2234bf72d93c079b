import type { z } from 'zod';

/**
 * Runs a check across keys whenever these keys have no findings of their own. By default the schema library skips it
 * as soon as any key has one, and a user would get the findings in two runs.
 *
 * @param paths with dots, below the object that is checked
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

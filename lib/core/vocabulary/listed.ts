/**
 * How many topics, partitions, tasks or members a text names before it counts the rest. Texts are logged every minute, so
 * their length must not grow with the pipeline.
 */
export const NAMES_SHOWN = 10;

/** Lists the first names and counts the rest: `a, b, c and 990 more`. */
export function listed(names: readonly string[], separator = ', '): string {
  const more = names.length - NAMES_SHOWN;
  if (more <= 0) return names.join(separator);
  return `${names.slice(0, NAMES_SHOWN).join(separator)} and ${more} more`;
}

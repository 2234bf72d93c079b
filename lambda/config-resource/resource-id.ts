/**
 * How the config came to be. A Delete has no other memory than the id that a Create gave:
 * `made` by this resource, or anew over one that Spillway had left; `adopted`, by the user's word or over one of somebody
 * else's; or `not-made` when the Create failed, after which CloudFormation sends a Delete all the same.
 */
type Origin = 'made' | 'adopted' | 'not-made';

export interface ResourceId {
  prefix: string;
  origin: Origin;
}

/** No character of an SSM path. */
const SEPARATOR = '#';

/** The PhysicalResourceId: the prefix, so that a change of it is a replacement, and the origin behind it. */
export function formatResourceId({ prefix, origin }: ResourceId): string {
  return origin === 'made' ? prefix : `${prefix}${SEPARATOR}${origin}`;
}

/** An id that nobody here has given counts as `not-made`: nothing is ever deleted for it. */
export function parseResourceId(id: string | undefined): ResourceId {
  const [prefix = '', origin = 'made'] = (id ?? '').split(SEPARATOR);
  const known = prefix.startsWith('/') && (origin === 'made' || origin === 'adopted');
  return { prefix, origin: known ? origin : 'not-made' };
}

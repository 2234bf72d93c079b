/**
 * How the configuration was created. A Delete learns this only from the id that the Create returned. `made`: by this
 * resource, possibly over one that Spillway had left behind. `adopted`: it existed and had another owner, or the user
 * adopted it. `not-made`: the Create failed; CloudFormation sends a Delete for that too.
 */
type Origin = 'made' | 'adopted' | 'not-made';

export interface ResourceId {
  prefix: string;
  origin: Origin;
}

/** This character is not allowed in an SSM path. */
const SEPARATOR = '#';

/** The PhysicalResourceId: prefix and origin. It contains the prefix, so that a change of the prefix is a replacement. */
export function formatResourceId({ prefix, origin }: ResourceId): string {
  return origin === 'made' ? prefix : `${prefix}${SEPARATOR}${origin}`;
}

/** An unknown id counts as `not-made`, so that nothing is deleted for it. */
export function parseResourceId(id: string | undefined): ResourceId {
  const [prefix = '', origin = 'made'] = (id ?? '').split(SEPARATOR);
  const known = prefix.startsWith('/') && (origin === 'made' || origin === 'adopted');
  return { prefix, origin: known ? origin : 'not-made' };
}

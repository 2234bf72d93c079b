import type { OccasionalRight } from '../../../cdk/right';
import { markdownTable } from '../docs/made-docs';

/** The words for the permissions' resources in docs/iam.md. */
export const RESOURCE_WORDS = {
  parameter: (name: string) => `\`<prefix>/${name}\``,
  logStreams: "the function's log group",
};

type ListedRight<Resources> = Omit<OccasionalRight<Resources, string>, 'sid'>;

/** A table for docs/iam.md. @param words for each resource of the list, or `*` */
export function rightsTable<Resources>(rights: readonly ListedRight<Resources>[], words: Resources): string {
  return markdownTable(
    ['given', 'action', 'on', 'why'],
    rights.map((right) => row(right, words)),
  );
}

function row<Resources>(right: ListedRight<Resources>, words: Resources): string[] {
  const what = right.actions.map((action) => `\`${action}\``).join(', ');
  const where = right.resources(words).map((resource) => (resource === '*' ? '`*`' : resource));
  const conditions = Object.entries(right.conditions?.(words) ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `, if \`${key}\` ${conditionWords(operator, value)}`),
  );
  return [
    right.given,
    right.effect === 'Deny' ? `**denied**: ${what}` : what,
    `${where.join(', ')}${conditions.join('')}`,
    right.why,
  ];
}

/** The words for a condition; `StringEquals` and similar operators become "is". */
function conditionWords(operator: string, value: string): string {
  if (operator === 'Null') return value === 'false' ? 'is in the request' : 'is not in the request';
  return `${operator.includes('Not') ? 'is not' : 'is'} ${value}`;
}

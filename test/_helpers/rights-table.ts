import { markdownTable } from './made-docs';

/** The names that docs/iam.md has for what the rights are on. */
export const RESOURCE_WORDS = {
  parameter: (name: string) => `\`<prefix>/${name}\``,
  logStreams: "the function's log group",
};

/** A row of a table of rights in docs/iam.md. */
export interface RightInWords {
  /** When it is given: `always`, `act`. */
  given: string;
  effect?: 'Deny';
  actions: readonly string[];
  /** Each resource in words, or `*`. */
  on: readonly string[];
  /** Condition keys, each with its value in words. */
  conditions?: Record<string, string>;
  why: string;
}

/** A table of docs/iam.md. */
export function rightsTable(rights: readonly RightInWords[]): string {
  return markdownTable(['given', 'action', 'on', 'why'], rights.map(row));
}

function row({ given, effect, actions, on, conditions = {}, why }: RightInWords): string[] {
  const what = actions.map((action) => `\`${action}\``).join(', ');
  const where = on.map((resource) => (resource === '*' ? '`*`' : resource)).join(', ');
  const provided = Object.entries(conditions).map(([key, value]) => `, if \`${key}\` is ${value}`);
  return [given, effect === 'Deny' ? `**denied**: ${what}` : what, `${where}${provided.join('')}`, why];
}

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Setting, StructType, ValueType } from '../../lib/collector/schema/value-type';

/** `lib/collector/schema/settings.json`, and the newest version from `lib/collector/known-versions.json`. */
export interface SettingsTable {
  /** The newest version whose settings are in it: `0.165.1`. */
  newest: string;
  components: Record<string, Setting | Setting[]>;
  structs: Record<string, StructType>;
}

/** What one version decodes. */
export interface VersionSettings {
  /** `receivers/kafka` -> the Go struct of its settings. */
  components: Map<string, string>;
  structs: Map<string, StructAtVersion>;
}

export interface StructAtVersion {
  settings: Map<string, ValueType>;
  /** The type of all other keys, where the struct accepts them. */
  rest?: ValueType;
  /** Does it ignore unknown keys? */
  isLenient: boolean;
}

const FILE = path.resolve('lib/collector/schema/settings.json');
const VERSIONS = path.resolve('lib/collector/known-versions.json');

export function readTable(): SettingsTable {
  const { newest } = readVersions();
  return { newest, ...(JSON.parse(readFileSync(FILE, 'utf8')) as Omit<SettingsTable, 'newest'>) };
}

function readVersions(): { oldest: string; newest: string } {
  return JSON.parse(readFileSync(VERSIONS, 'utf8')) as { oldest: string; newest: string };
}

/** Writes one setting a line, so that a version's changes can be read in the diff. */
export function writeTable(table: SettingsTable): void {
  writeFileSync(FILE, tableText(table));
  writeFileSync(VERSIONS, `{ "oldest": "${readVersions().oldest}", "newest": "${table.newest}" }\n`);
}

function tableText({ components, structs }: SettingsTable): string {
  const lines = (entries: [string, unknown][], indent: string) =>
    entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${indent}${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(',\n');
  const struct = ([name, { settings, ...more }]: [string, StructType]) => {
    const rest = Object.entries(more).map(([key, value]) => `,\n      "${key}": ${JSON.stringify(value)}`);
    const body = lines(Object.entries(settings), '        ');
    return `    ${JSON.stringify(name)}: {\n      "settings": {${body && `\n${body}\n      `}}${rest.join('')}\n    }`;
  };
  return `{
  "components": {
${lines(Object.entries(components), '    ')}
  },
  "structs": {
${Object.entries(structs)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(struct)
  .join(',\n')}
  }
}
`;
}

/** The variants of a setting, oldest first. */
export function variants(setting: Setting | Setting[] | undefined): Setting[] {
  return setting === undefined ? [] : [setting].flat();
}

/** The type of a setting in the newest known version. */
export function newestType(setting: Setting | Setting[] | undefined): ValueType | undefined {
  return variants(setting).find(({ until }) => until === undefined)?.type;
}

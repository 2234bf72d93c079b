import { spawnSync } from 'node:child_process';
import { describeError, SpillwayError } from '../../lib/errors';
import { ensureCollector } from '../collector/ensure-collector';
import { COMPONENT_MODULES } from '../collector/manifest';
import { decisions } from './decisions';
import { dumpSettings } from './dump';
import { fromDump } from './from-dump';
import { SchemaReader } from './from-schema';
import { moduleFolder } from './go-modules';
import { mergeVersion, minorOf } from './merge-version';
import { recipeFor, writeRecipe } from './recipe';
import { readTable, type SettingsTable, type VersionSettings, writeTable } from './settings-table';

const USAGE = 'npm run adopt:collector -- 0.165.1';
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Makes a Collector version known: its binary, its settings, its verdicts on the corpus. */
async function main(): Promise<void> {
  const version = process.argv[2]?.replace(/^v/, '') ?? '';
  if (!/^0\.\d{3}\.\d+$/.test(version)) {
    throw new SpillwayError(
      'COLLECTOR_VERSION_UNKNOWN',
      `"${version}" is not a Collector version.`,
      `Run ${USAGE}.`,
    );
  }
  const table = readTable();
  if (minorOf(version) < minorOf(table.newest)) {
    throw new SpillwayError(
      'COLLECTOR_VERSION_UNKNOWN',
      `The settings of v${table.newest} are known already, and v${version} is older.`,
      'Adopt versions in their order.',
    );
  }
  const { build, recipe } = await recipeFor(version, say);
  const notBuilt = build?.without ?? Object.keys(COMPONENT_MODULES);
  if (build) {
    await ensureCollector({ cacheDir: '.cache', version: build, progress: say });
    say('Reading the settings of the components that were built. This compiles for a minute or more.');
  }
  const built = build ? fromDump(await dumpSettings(build)) : undefined;
  const schemas = await readSchemas(Object.keys(COMPONENT_MODULES), version, table, recipe.core ?? version);
  const found = together(schemas.found, notBuilt, built);
  const { table: merged, changes } = mergeVersion(table, found, version);
  say(`\nChanges from v${table.newest} to v${version}: ${changes.length || 'none'}`);
  for (const { subject, key, what } of changes) say(`  ${what.padEnd(10)} ${subject} ${key}`);
  for (const line of schemaDifferences(schemas.found, built, notBuilt)) say(`  ${line}`);
  writeTable(merged);
  if (build) {
    writeRecipe(version, recipe);
    say('\nRecording what the Collector says about the corpus.');
    run('npm', ['run', '-s', 'record:collectors']);
    run('npx', ['jest', '--selectProjects', 'unit', '--testPathPatterns', 'lint/verdicts|collector-record']);
  }
  say('\nTo decide:');
  const open = await decisions(version, table.newest, changes, [...notBuilt, ...schemas.unread]);
  for (const [index, sentence] of open.entries()) say(`${index + 1}. ${sentence}`);
}

/** Upstream's `config.schema.yaml` of each component, where its module has one. */
async function readSchemas(components: string[], version: string, table: SettingsTable, core: string) {
  const reader = new SchemaReader(table);
  const unread: string[] = [];
  for (const component of components) {
    const module = COMPONENT_MODULES[component] ?? '';
    const at = module.startsWith('go.opentelemetry.io/') ? core : version;
    const folder = await moduleFolder(module, at);
    if (folder === undefined || !reader.read(component, folder)) unread.push(`${component} (no schema)`);
  }
  return { found: reader.found, unread };
}

/** What a binary decodes is taken from the binary, and the rest from the schemas. */
function together(
  schemas: VersionSettings,
  notBuilt: readonly string[],
  built: VersionSettings | undefined,
): VersionSettings {
  if (!built) return schemas;
  const components = [...schemas.components].filter(([component]) => notBuilt.includes(component));
  const only = new Map([...schemas.structs].filter(([name]) => isReached(name, components, schemas)));
  return {
    components: new Map([...components, ...built.components]),
    structs: new Map([...only, ...built.structs]),
  };
}

/** Is the struct a part of one of the components? */
function isReached(
  name: string,
  components: readonly (readonly [string, string])[],
  { structs }: VersionSettings,
): boolean {
  const seen = new Set<string>();
  const visit = (struct: string) => {
    if (seen.has(struct)) return;
    seen.add(struct);
    for (const type of structs.get(struct)?.settings.values() ?? []) {
      for (const [, inner] of JSON.stringify(type).matchAll(/"struct":"([^"]+)"/g)) if (inner) visit(inner);
    }
  };
  for (const [, root] of components) visit(root);
  return seen.has(name);
}

/**
 * Keys that upstream's schema has and the binary does not decode. The binary is right. The other way round proves
 * nothing: a schema leaves what it squashes to other modules.
 */
function schemaDifferences(
  schemas: VersionSettings,
  built: VersionSettings | undefined,
  notBuilt: readonly string[],
): string[] {
  if (!built) return [];
  return [...schemas.components].flatMap(([component, struct]) => {
    if (notBuilt.includes(component)) return [];
    const [said, decoded] = [schemas.structs.get(struct), built.structs.get(struct)];
    return [...(said?.settings.keys() ?? [])]
      .filter((key) => !decoded?.settings.has(key))
      .map((key) => `differs    ${component} ${key}: only the schema has it`);
  });
}

function run(command: string, args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) say(`${command} ${args.join(' ')} exited with ${status}. Read its output above.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
});

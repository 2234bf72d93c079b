import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildRecipe, buildOf, CONTRIB, type CollectorBuild } from '../collector/manifest';
import { isBuildable, moduleFolder } from './go-modules';

const FILE = path.resolve('local/collector/builds.json');
const CORE = 'go.opentelemetry.io/collector';
/** v0.94.0 of core came with v1.0.1 of its stable modules, and each minor version since then raised both. */
const STABLE_OFFSET = 94;

export interface Recipe {
  /** Absent if the Kafka components do not build: then there is no binary. */
  build: CollectorBuild | undefined;
  recipe: BuildRecipe;
}

/** How a version is built: the known recipe, or one that is found by asking Go for the modules. */
export async function recipeFor(version: string, say: (line: string) => void): Promise<Recipe> {
  const known = readBuilds()[version];
  if (known) return { recipe: known, build: buildOf(version, known) };
  const minor = Number(version.split('.')[1]);
  const hasOwnCore = (await moduleFolder(`${CORE}/service`, version)) !== undefined;
  const recipe: BuildRecipe = {
    ...(!hasOwnCore && { core: `0.${minor}.0` }),
    providers: `1.${minor - STABLE_OFFSET}.0`,
    minimumGo: await minimumGo(version),
  };
  const without: string[] = [];
  for (const [component, module] of buildOf(version, recipe).components) {
    say(`Looking for the modules of ${component}.`);
    if (!(await isBuildable(module))) without.push(component);
  }
  const found = without.length > 0 ? { ...recipe, without } : recipe;
  const isUsable = !without.some((component) => component.endsWith('/kafka'));
  return { recipe: found, build: isUsable ? buildOf(version, found) : undefined };
}

/** Adds the recipe to `builds.json`, the newest version last. */
export function writeRecipe(version: string, recipe: BuildRecipe): void {
  const builds = Object.entries({ ...readBuilds(), [version]: recipe }).sort(
    ([a], [b]) => minorAndPatch(a) - minorAndPatch(b),
  );
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(builds), null, 2)}\n`);
}

function readBuilds(): Record<string, BuildRecipe> {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, BuildRecipe>;
}

async function minimumGo(version: string): Promise<string> {
  const folder = await moduleFolder(`${CONTRIB}/receiver/kafkareceiver`, version);
  const text = folder === undefined ? '' : readFileSync(path.join(folder, 'go.mod'), 'utf8');
  return /^go (\d+\.\d+)/m.exec(text)?.[1] ?? '1.26';
}

function minorAndPatch(version: string): number {
  const [, minor = 0, patch = 0] = version.split('.').map(Number);
  return minor * 1000 + patch;
}

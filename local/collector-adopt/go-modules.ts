import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { output } from './run';

/** Runs the work in a folder of its own, which is removed afterwards. */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-adopt-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The folder of a module's sources in Go's module cache; `undefined` if its version cannot be downloaded. */
export async function moduleFolder(module: string, version: string): Promise<string | undefined> {
  return inScratch(async (folder) => {
    try {
      const text = await output('go', ['mod', 'download', '-json', `${module}@v${version}`], folder);
      return (JSON.parse(text) as { Dir: string }).Dir;
    } catch {
      return undefined;
    }
  });
}

/** Can Go download everything that a component imports? Compiles nothing. */
export async function isBuildable(moduleAtVersion: string): Promise<boolean> {
  return inScratch(async (folder) => {
    const [module = ''] = moduleAtVersion.split('@');
    const requires = `require ${moduleAtVersion.replace('@', ' ')}`;
    await writeFile(path.join(folder, 'go.mod'), `module probe\n\ngo 1.24.0\n\n${requires}\n`);
    try {
      await output('go', ['list', '-deps', module], folder, { GOFLAGS: '-mod=mod' });
      return true;
    } catch {
      return false;
    }
  });
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');

/** The TypeScript of every `@example` of the files in a folder of the repository, by file and number. */
export function tsdocExamples(folder: string): Map<string, string> {
  const found = readdirSync(path.join(ROOT, folder))
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const text = readFileSync(path.join(ROOT, folder, file), 'utf8');
      const blocks = [...text.matchAll(/ \* @example\n \* ```ts\n([\s\S]*?) \* ```/g)];
      return blocks.map(
        ([, block = ''], index) => [`${index}-${file}`, block.replace(/^ \* ?/gm, '')] as const,
      );
    });
  return new Map(found);
}

/**
 * Compiles examples with the compiler settings of this repository.
 *
 * @param paths where imports of the package lead, by name
 * @returns what the compiler says; nothing if they compile
 */
export function compileExamples(
  examples: ReadonlyMap<string, string>,
  paths: Record<string, string>,
): { status: number | null; stdout: string } {
  // Inside the repository, so that the compiler finds node_modules, and where git ignores it.
  mkdirSync(path.join(ROOT, 'dist'), { recursive: true });
  const folder = mkdtempSync(path.join(ROOT, 'dist/examples-'));
  try {
    for (const [name, text] of examples) writeFileSync(path.join(folder, name), text);
    const config = {
      extends: path.join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        noEmit: true,
        rootDir: ROOT,
        noUnusedLocals: false,
        paths: Object.fromEntries(
          Object.entries(paths).map(([name, file]) => [name, [path.join(ROOT, file)]]),
        ),
      },
      include: [folder],
      // Without it, the default excludes dist.
      exclude: [],
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    return { status, stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const CDK = path.join(ROOT, 'cdk');

/** The TypeScript of every `@example` in cdk/, by file and number. */
function examples(): Map<string, string> {
  const found = readdirSync(CDK)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const text = readFileSync(path.join(CDK, file), 'utf8');
      const blocks = [...text.matchAll(/ \* @example\n \* ```ts\n([\s\S]*?) \* ```/g)];
      return blocks.map(
        ([, block = ''], index) => [`${index}-${file}`, block.replace(/^ \* ?/gm, '')] as const,
      );
    });
  return new Map(found);
}

const CONSTRUCTS = [
  'BacklogController',
  'IngestionTier',
  'Monitoring',
  'MskBrokers',
  'Network',
  'ProcessingTier',
  'SpillwayPipeline',
];

describe('examples of the public constructs', () => {
  let folder: string;
  beforeAll(() => {
    // Inside the repository, so that the compiler finds aws-cdk-lib, and where git ignores it.
    mkdirSync(path.join(ROOT, 'dist'), { recursive: true });
    folder = mkdtempSync(path.join(ROOT, 'dist/examples-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(CONSTRUCTS)('show %s', (name) => {
    expect([...examples().values()].filter((text) => text.includes(`new ${name}(`))).not.toEqual([]);
  });

  it('compile with the compiler settings of this repository', () => {
    for (const [name, text] of examples()) writeFileSync(path.join(folder, name), text);
    const config = {
      extends: path.join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        noEmit: true,
        rootDir: ROOT,
        noUnusedLocals: false,
        paths: { 'otel-spillway/cdk': [path.join(ROOT, 'cdk/index.ts')] },
      },
      include: [folder],
      // Without it, the default excludes dist.
      exclude: [],
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));

    const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  }, 120_000);
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const DIST = path.resolve(__dirname, '../../dist');
const FILE = path.join(DIST, 'bundle/index.js');
const { outputs } = JSON.parse(readFileSync(path.join(DIST, 'meta/lambda.json'), 'utf8'));
const parts: Record<string, { bytesInOutput: number }> = outputs['dist/bundle/index.js'].inputs;
const inputs = Object.keys(parts).filter((input) => parts[input]?.bytesInOutput !== 0);

/** CPU time of a process that loads the function, in ms, without that of starting Node. */
function loadMs(): number {
  const code = `const before = process.cpuUsage();
    require(${JSON.stringify(FILE)});
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  return Number(spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' }).stdout);
}

describe('the bundle of the function', () => {
  it('has at most 1.4 MB, and 350 KB gzipped', () => {
    const bytes = readFileSync(FILE);

    expect(bytes.length).toBeLessThanOrEqual(1_400_000);
    expect(gzipSync(bytes).length).toBeLessThanOrEqual(350_000);
  });

  it('refers to no source map', () => {
    expect(readFileSync(FILE, 'utf8')).not.toContain('sourceMappingURL');
  });

  it.each([
    ['languages other than English', /zod\/v4\/locales\/(?!en\.|index\.)/],
    [
      'credentials from profiles, SSO or the metadata service',
      /credential-provider-(?!env)|nested-clients|client-sts/,
    ],
    ['a second copy of re2js', /re2js\/build\/index\.cjs/],
    ['a second copy of yaml', /yaml\/dist/],
  ])('contains no %s', (_name, unwanted) => {
    expect(inputs.filter((input) => unwanted.test(input) && !input.startsWith('replaced:'))).toEqual([]);
  });

  // The goal is 60 ms on an idle machine (docs/benchmarks.md). This one is busy with other tests.
  it('loads in some hundred milliseconds of CPU time, even on a busy machine', () => {
    expect(Math.min(...Array.from({ length: 5 }, loadMs))).toBeLessThan(300);
  });
});

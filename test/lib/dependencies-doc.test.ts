import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/dependencies.md'), 'utf8');
const PACKAGE = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Record<
  'dependencies' | 'devDependencies' | 'peerDependencies',
  Record<string, string>
>;

/** Rows below a heading, up to the next: the package and what one of the columns after it says. */
function rows(heading: string, column: 1 | 2 = 1): string[] {
  const section = PAGE.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|/gm)]
    .map(([, name, first, second]) => `${name} ${column === 1 ? first : second}`)
    .sort();
}

/** `^1.2.3` is listed as 1.2.3, the oldest allowed version. */
const named = (packages: Record<string, string>) =>
  Object.entries(packages)
    .map(([name, range]) => `${name} ${range.replace('^', '')}`)
    .sort();

describe('docs/dependencies.md', () => {
  it('gives a reason for each package that is installed with Spillway', () => {
    expect(rows('At run time')).toEqual(named(PACKAGE.dependencies));
  });

  it('gives a reason for each that is not: bundled, a peer dependency for the CDK, or for development', () => {
    const all = [...rows('In the bundles'), ...rows('Peers, for CDK', 2), ...rows('For development')];

    expect(all.sort()).toEqual(named(PACKAGE.devDependencies));
  });

  it('gives a reason for each package of the API reference', () => {
    const own = JSON.parse(
      readFileSync(path.join(ROOT, 'scripts/api/package.json'), 'utf8'),
    ) as typeof PACKAGE;

    expect(rows('For the API reference')).toEqual(named(own.devDependencies));
  });

  it('states the supported versions of the CDK', () => {
    const ranges = Object.entries(PACKAGE.peerDependencies).map(([name, range]) => `${name} ${range}`);

    expect(rows('Peers, for CDK')).toEqual(ranges);
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../_helpers/docs/documentation';

interface LockedPackage {
  version?: string;
  integrity?: string;
  resolved?: string;
  /** It is part of the tarball of another package. */
  inBundle?: boolean;
  optionalDependencies?: Record<string, string>;
}

describe.each(['package-lock.json', 'scripts/api/package-lock.json'])('%s', (file) => {
  const lock = JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const packages = Object.entries(lock.packages).filter(([place]) => place !== '');

  it('has the digest of every package, for every platform', () => {
    const without = packages.filter(
      ([, { integrity, inBundle }]) => !inBundle && !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''),
    );

    expect(packages.length).toBeGreaterThan(0);
    expect(without.map(([place]) => place)).toEqual([]);
  });

  it('names no address that packages come from', () => {
    expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('has the packages of every platform, without which npm ci refuses it', () => {
    const missing = packages.flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !found(lock.packages, place, name)),
    );

    expect(missing).toEqual([]);
  });
});

/** Whether Node would find the package from this place: in its own node_modules, or in one above. */
function found(packages: Record<string, LockedPackage>, place: string, name: string): boolean {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

// Adds the packages of other platforms to package-lock.json that a registry mirror omitted.
//
// Native tools have one optional package per platform. If a mirror serves only those of one platform, npm writes a lockfile
// without the others, and `npm ci` rejects it as out of sync on every machine. The versions of these packages are exact, so
// they can be added without fetching them. Run this after a change of dependencies.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'package-lock.json';
const OPERATING_SYSTEMS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'openharmony',
  'win32',
  'aix',
  'netbsd',
  'openbsd',
  'sunos',
];
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el'];

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`;
    const top = `node_modules/${name}`;
    if (lock.packages[nested] || lock.packages[top] || !/^\d+\.\d+\.\d+/.test(version)) continue;
    const words = name.split('/').at(-1).split(/[-.]/);
    const os = OPERATING_SYSTEMS.filter((each) => words.includes(each));
    const cpu = PROCESSORS.filter((each) => words.includes(each));
    if (os.length === 0) continue;
    lock.packages[top] = {
      version,
      ...(cpu.length > 0 ? { cpu } : {}),
      ...(entry.dev ? { dev: true } : {}),
      ...libc(words),
      optional: true,
      os,
    };
    added.push(`${name}@${version}`);
  }
}
const [root, ...others] = Object.entries(lock.packages);
lock.packages = Object.fromEntries([root, ...others.sort(([a], [b]) => (a < b ? -1 : 1))]);
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'nothing was missing' : `added ${added.length}: ${added.join(', ')}`);

/** npm distinguishes C libraries on Linux only. */
function libc(words) {
  if (words.includes('musl')) return { libc: ['musl'] };
  return words.includes('gnu') ? { libc: ['glibc'] } : {};
}

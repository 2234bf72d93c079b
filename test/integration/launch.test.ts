import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const BUNDLE = path.resolve(__dirname, '../../dist/bundle');
const PROBE = `
const { Script } = require('node:vm');
const { readFileSync } = require('node:fs');
const [file, cache] = process.argv.slice(1);
const source = require('node:module').wrap(readFileSync(file, 'utf8'));
process.stdout.write(String(new Script(source, { filename: file, cachedData: readFileSync(cache) }).cachedDataRejected));
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spillway-launch-'));
  for (const name of ['spillway.js', 'cli.js', 'cli.cache']) {
    cpSync(path.join(BUNDLE, name), path.join(folder, name));
  }
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function node(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the start of the command line', () => {
  it('is helped by what was compiled when it was built', () => {
    const cache = path.join(BUNDLE, 'cli.cache');

    expect(node('-e', PROBE, path.join(BUNDLE, 'cli.js'), cache).stdout).toBe('false');
  });

  it('loads no client, no schema library and no table to lint', () => {
    const file = path.resolve(__dirname, '../../docs/linted/dynatrace-exporter.yaml');

    // There is no node_modules above this folder.
    const ended = node(path.join(folder, 'spillway.js'), 'lint', file);

    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toContain('KAFKA_TLS_INSECURE');
    expect(node(path.join(folder, 'spillway.js'), 'validate', file).stderr).toContain('Cannot find module');
  });

  it.each([
    ['without it', (cache: string) => rmSync(cache)],
    ['where it is garbage', (cache: string) => writeFileSync(cache, 'garbage')],
    ['where it is that of another source', (cache: string) => writeFileSync(cache, ofAnotherSource())],
    [
      'where it is cut short',
      (cache: string) => writeFileSync(cache, readFileSync(cache).subarray(0, 5_000)),
    ],
  ])('works %s', (_name, change) => {
    change(path.join(folder, 'cli.cache'));

    const ended = node(path.join(folder, 'spillway.js'), 'lint', '--help');

    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toContain('Usage: spillway lint');
  });
});

function ofAnotherSource(): Buffer {
  const script = `process.stdout.write(new (require('node:vm').Script)('let another = 1').createCachedData().toString('base64'))`;
  return Buffer.from(node('-e', script).stdout, 'base64');
}

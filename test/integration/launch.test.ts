import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const BUNDLE = path.join(ROOT, 'dist/bundle/spillway.js');
const CONFIG = path.join(ROOT, 'docs/linted/dynatrace-exporter.yaml');
const SPEC = path.join(ROOT, 'examples/plain.yaml');

/** Prints the packages that a process has loaded when it ends. */
const PROBE = `
const Module = require('node:module');
const load = Module._load;
const loaded = new Set();
Module._load = function (request, ...rest) {
  if (!request.startsWith('.') && !request.startsWith('/') && !Module.isBuiltin(request)) loaded.add(request);
  return load.call(this, request, ...rest);
};
process.on('exit', () => process.stderr.write('loaded ' + [...loaded].join(' ')));
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spillway-launch-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function node(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
  return { status, stdout, stderr };
}

/** The packages that a command loads. */
function packagesOf(...args: string[]): string[] {
  const probe = path.join(folder, 'probe.cjs');
  writeFileSync(probe, PROBE);
  const [, names = ''] = /loaded (.*)$/.exec(node('--require', probe, BUNDLE, ...args).stderr) ?? [];
  return names.split(' ').filter((name) => name !== '');
}

describe('the start of the command line', () => {
  it('needs no package to lint', () => {
    mkdirSync(path.join(folder, 'dist/bundle'), { recursive: true });
    const alone = path.join(folder, 'dist/bundle/spillway.js');
    cpSync(BUNDLE, alone);
    cpSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));

    const ended = node(alone, 'lint', CONFIG);

    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toContain('KAFKA_TLS_INSECURE');
    expect(node(alone, 'validate', SPEC).stderr).toContain('Cannot find module');
  });

  it.each([
    [['lint', CONFIG], []],
    [['--help'], []],
    [['--version'], []],
    [['status', '--help'], []],
    [['lint', '-p', SPEC, CONFIG], ['zod']],
    [['validate', SPEC], ['zod']],
    [['render', '--tier', 'processing', SPEC], ['zod']],
  ])('loads no AWS or Kafka client for %j', (args, packages) => {
    expect(packagesOf(...args)).toEqual(packages);
  });
});

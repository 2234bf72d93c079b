import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');
const bundle = path.join(ROOT, '.cache', `cli-${process.pid}.cjs`);

beforeAll(() => {
  execFileSync(
    path.join(ROOT, 'node_modules/.bin/esbuild'),
    [...['lib/cli/main.ts', '--bundle', '--platform=node', '--log-level=error', `--outfile=${bundle}`]],
    { cwd: ROOT },
  );
});

afterAll(() => execFileSync('rm', ['-f', bundle]));

function spillway(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('spillway on the command line', () => {
  it('accepts a valid spec', () => {
    expect(spillway('validate', 'examples/plain.yaml')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('done: examples/plain.yaml is ok.'),
    });
  });

  it.each([
    [
      'a file that is not there',
      ['validate', 'nowhere.yaml'],
      1,
      /^failed: SPEC_UNREADABLE nowhere\.yaml cannot be read \(ENOENT\)/,
    ],
    [
      'a directory',
      ['validate', 'examples'],
      1,
      /^failed: SPEC_UNREADABLE examples cannot be read \(EISDIR\)/,
    ],
    ['a file that is no spec', ['validate', 'package.json'], 1, /^failed: SPEC_INVALID/],
    ['a spec that is missing', ['status'], 2, /required option '-p, --pipeline <file>'/],
    ['a command that does not exist', ['flip'], 2, /unknown command 'flip'/],
    [
      'an option that does not exist',
      ['status', '-p', 'examples/plain.yaml', '--now'],
      2,
      /unknown option '--now'/,
    ],
  ])('reports what is wrong with %s, without a stack trace', (_name, args, status, line) => {
    const ended = spillway(...args);

    expect(ended).toMatchObject({ status, stdout: '', stderr: expect.stringMatching(line) });
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });

  it('lists its commands', () => {
    expect(spillway('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/validate[\s\S]*status[\s\S]*reconcile/),
    });
  });
});

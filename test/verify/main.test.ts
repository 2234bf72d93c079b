import { Explorer, lastLine } from '../_helpers/verify/explorer';

let explorer: Explorer;

beforeAll(() => {
  explorer = new Explorer();
});

afterAll(() => {
  explorer.close();
});

describe('npm run verify', () => {
  test('explores 30,000 situations at least 3 steps beyond each start, and no rule is broken in any', async () => {
    const { exitCode, stdout } = await explorer.run('--quick', '--json');

    const summary = JSON.parse(lastLine(stdout));
    expect({ exitCode, ...summary }).toMatchObject({ exitCode: 0, violations: 0 });
    expect(summary.states).toBeGreaterThanOrEqual(30_000);
    expect(summary.depth).toBeGreaterThanOrEqual(3);
    expect(stdout).not.toMatch(/^never reached/m);
  }, 900_000);

  test('rejects an unknown gate in one line', async () => {
    const run = await explorer.run('--without', 'HOLD_NOTHING');

    expect(run).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'No gate HOLD_NOTHING: npm run verify -- --list lists them.\n',
    });
  });
});

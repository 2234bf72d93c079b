import { GATES } from '../../lib/core/vocabulary/gates';
import { Explorer } from '../_helpers/explorer';

const codes = Object.keys(GATES);
let explorer: Explorer;

beforeAll(() => {
  explorer = new Explorer();
});

afterAll(() => {
  explorer.close();
});

describe('npm run verify', () => {
  test('meets 50,000 situations at least 8 steps beyond each start, and no rule is broken in any', async () => {
    const { exitCode, stdout } = await explorer.run('--quick', '--json');

    const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    expect({ exitCode, ...summary }).toMatchObject({ exitCode: 0, violations: 0 });
    expect(summary.states).toBeGreaterThanOrEqual(50_000);
    expect(summary.depth).toBeGreaterThanOrEqual(8);
  }, 300_000);

  test.each(codes)(
    'finds what goes wrong without %s, and tells the way there',
    async (code) => {
      const { exitCode, stdout } = await explorer.run('--without', code, '--json');

      expect(stdout).toMatch(/^start: .+\n(.*\n)*(R\d|liveness) broken: .+$/m);
      expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ violations: 1 });
      expect(exitCode).toBe(1);
    },
    120_000,
  );

  test('lists the gates, one a line', async () => {
    const { exitCode, stdout } = await explorer.run('--gates');

    expect({ exitCode, lines: stdout.trimEnd().split('\n') }).toEqual({ exitCode: 0, lines: codes });
  });

  test('refuses a gate that does not exist in one line', async () => {
    const run = await explorer.run('--without', 'HOLD_NOTHING');

    expect(run).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'No gate HOLD_NOTHING: npm run verify -- --gates lists them.\n',
    });
  });
});

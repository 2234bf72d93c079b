import { runCli } from '../../../lib/cli/run-cli';
import { testCli } from '../../_helpers/cli/context';

async function explain(...args: string[]) {
  const cli = testCli([]);
  const code = await runCli(['explain', ...args], cli.context);
  return { code, out: cli.out(), err: cli.err() };
}

describe('spillway explain', () => {
  it.each([
    ['a rule of lint', 'KAFKA_TLS_NULL', /^KAFKA_TLS_NULL \(lint, error\): tls: without a body/],
    ['a rule of reading', 'CONFIG_SECOND_DOCUMENT', /^CONFIG_SECOND_DOCUMENT \(lint, warning\)/],
    [
      'a verdict of doctor',
      'PORT_CLOSED',
      /^PORT_CLOSED \(doctor\): nothing listens on the port\n[\s\S]*In the\s+spec:\s+kafka\.brokers\./,
    ],
    ['a reason', 'HOLD_NO_COMMIT', /^HOLD_NO_COMMIT \(reason, hold\)\n\nA partition has no committed offset/],
    ['an error', 'KAFKA_AUTH_FAILED', /^KAFKA_AUTH_FAILED \(error\)\n\nLogin refused, [\s\S]*What to do: /],
  ])('says what %s means, and where that is known from', async (_kind, code, text) => {
    const ended = await explain(code);

    expect(ended).toMatchObject({ code: 0, out: expect.stringMatching(text), err: '' });
    expect(ended.out).toMatch(/\nSource: \S/);
  });

  it('takes a code as people type it', async () => {
    expect(await explain('hold-no-commit')).toEqual(await explain('HOLD_NO_COMMIT'));
  });

  it('names the codes that are like one that is none', async () => {
    expect(await explain('KAFKA_TLS_NUL')).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(
        /^cannot: CODE_UNKNOWN There is no code KAFKA_TLS_NUL\. Did you mean KAFKA_TLS_NULL[,?]/,
      ),
    });
    expect((await explain('xyz')).err).toContain('without a code lists all of them');
  });

  it('lists all codes without one, a line each', async () => {
    const { code, out } = await explain();

    expect(code).toBe(0);
    expect(out).toMatch(/^KAFKA_TLS_NULL +lint error +tls: without a body means plaintext$/m);
    expect(out).toMatch(/^HOLD_NO_COMMIT +reason hold +A partition has no committed offset$/m);
    expect(out).toMatch(/^KAFKA_AUTH_FAILED +error +Login refused/im);
  });

  it('gives programs the same as a list', async () => {
    const { out } = await explain('KAFKA_AUTH_FAILED', '--json');

    expect(JSON.parse(out)).toEqual([
      {
        code: 'KAFKA_AUTH_FAILED',
        kind: 'error',
        level: 'error',
        title: expect.any(String),
        text: expect.stringContaining('What to do: '),
        source: 'docs/errors.md',
      },
    ]);
  });

  it('leaves no marks of Markdown in a terminal', async () => {
    expect((await explain('COMMIT_NOT_CONFIRMED')).out).not.toContain('**');
    expect((await explain('SPEC_INVALID')).out).not.toContain('](');
  });
});

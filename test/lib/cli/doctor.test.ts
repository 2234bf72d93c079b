import path from 'node:path';
import { runCli } from '../../../lib/cli/run-cli';
import { testCli } from '../../_helpers/cli/context';

const EXAMPLES = path.resolve(__dirname, '../../../examples');

async function doctor(args: string[], stdin = '', env: Record<string, string> = {}) {
  const cli = testCli([]);
  const context = { ...cli.context, env, readStdin: async () => stdin };
  const code = await runCli(['doctor', ...args], context);
  return { code, out: cli.out(), err: cli.err() };
}

describe('spillway doctor', () => {
  it('needs a spec or a configuration', async () => {
    const { code, err } = await doctor([]);

    expect(code).toBe(2);
    expect(err).toContain('name a pipeline spec');
  });

  it.each([
    ['a spec that is not there', ['-p', 'gone.yaml'], '', /^cannot: SPEC_UNREADABLE /],
    ['a configuration that is not there', ['gone.yaml'], '', /^cannot: FILE_UNREADABLE /],
    ['a configuration that is no YAML', ['-'], 'a: [', /^cannot: CONFIG_MALFORMED /],
    ['a list', ['-'], '- a', /^cannot: CONFIG_MALFORMED /],
    ['nothing at all', ['-'], '', /^cannot: CONFIG_MALFORMED /],
  ])('cannot examine %s, which has another exit code than a fault', async (_title, args, stdin, err) => {
    const ended = await doctor(args, stdin);

    expect(ended).toMatchObject({ code: 2, out: '', err: expect.stringMatching(err) });
    expect(ended.err).not.toMatch(/\n\s+at /);
  });

  it('reports a configuration without Kafka components', async () => {
    const { code, out } = await doctor(['-'], 'receivers: { otlp: {} }');

    expect(code).toBe(1);
    expect(out).toContain('NOTHING_TO_EXAMINE');
  });

  it('ends at Ctrl-C without output', async () => {
    const cli = testCli([]);
    const config =
      'receivers: { kafka: { brokers: ["127.0.0.1:1"] } }\nservice: { pipelines: { traces: { receivers: [kafka] } } }';
    const running = runCli(['doctor', '-'], { ...cli.context, readStdin: async () => config });

    cli.interrupt();

    expect(await running).toBe(130);
    expect([cli.out(), cli.err()]).toEqual(['', expect.stringContaining('Interrupted')]);
  });

  it('does not connect without the password of the spec, and says the same in JSON', async () => {
    const { code, out } = await doctor(
      ['-p', path.join(EXAMPLES, 'scram-tls.yaml'), '--no-aws', '--json'],
      '',
      {
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        AWS_REGION: 'eu-west-1',
      },
    );

    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'failed',
      ...{ faults: expect.any(Number), advice: 0 },
      sections: [
        {
          title: 'settings',
          findings: expect.arrayContaining([expect.objectContaining({ code: 'SECRET_UNREADABLE' })]),
        },
      ],
    });
  });
});

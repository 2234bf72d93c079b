import { type LocalAws, startLocalAws } from '../../local/aws';
import { runCli, runCliOnTerminal } from '../_helpers/cli/process';
import { acceptedReport } from '../_helpers/controller/tick-report';

const NO_FOLLOW = ['rewind', '--to', 'earliest', '--function', 'spillway', '--no-follow'];

/** A real terminal, because no fake shows what its line editor does with Ctrl-C and Ctrl-D. */
describe('The question before an operation, on a terminal', () => {
  let aws: LocalAws;
  let events: unknown[];

  beforeAll(async () => {
    aws = await startLocalAws({ launch: () => Promise.reject(new Error('no task is wanted here')) });
  });

  afterAll(() => aws.stop());

  beforeEach(() => {
    events = [];
    aws.deployFunction('spillway', {
      concurrency: 1,
      async invoke(event) {
        events.push(event);
        const preview = typeof event === 'object' && event !== null && 'dryRun' in event;
        return acceptedReport({ outcome: preview ? 'looked' : 'noted' });
      },
    });
  });

  it.each([
    ['y', 'y\n', 0, 2],
    ['yes', 'YES\n', 0, 2],
    ['n', 'n\n', 3, 1],
    ['nothing', '\n', 3, 1],
    ['Ctrl-D', '\x04', 3, 1],
    ['Ctrl-C', '\x03', 130, 1],
  ])('accepts %s', async (_name, keys, code, calls) => {
    const ended = await runCliOnTerminal(NO_FOLLOW, aws.endpoint, keys);

    expect(ended.stdout).toContain('cost: at most 40,000 offsets');
    expect(ended).toMatchObject({ code });
    expect(events).toHaveLength(calls);
  });

  it('is not asked without a terminal: the command is rejected, and nothing is called', async () => {
    const { code, stderr } = await runCli(NO_FOLLOW, aws.endpoint);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^cannot: CONSENT_MISSING/);
    expect(events).toEqual([]);
  });
});

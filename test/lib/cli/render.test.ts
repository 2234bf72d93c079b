import { runCli } from '../../../lib/cli/run-cli';
import { renderIngestion, renderProcessing } from '../../../lib/collector';
import { testCli } from '../../_helpers/cli/context';
import { example, exampleText } from '../../_helpers/pipeline/examples';

const FILE = 'examples/scram-tls.yaml';
const spec = example('scram-tls');

describe('spillway render', () => {
  it.each<[string, string[], string]>([
    ['the ingestion tier', ['--tier', 'ingestion'], renderIngestion(spec)],
    ['the processing tier on earliest', ['--tier', 'processing'], renderProcessing(spec, 'earliest')],
    [
      'it on latest',
      ['--tier', 'processing', '--initial-offset', 'latest'],
      renderProcessing(spec, 'latest'),
    ],
    [
      'another Collector version',
      ['--tier', 'ingestion', '--collector', 'v0.145.0'],
      renderIngestion(spec, { collector: '0.145.0' }),
    ],
    [
      'a release of ADOT',
      ['--tier', 'ingestion', '--collector', 'adot:0.49.0'],
      renderIngestion(spec, { collector: 'adot-0.49.0' }),
    ],
  ])('writes %s to standard output, and nothing else', async (_what, options, text) => {
    const cli = testCli([]);

    expect(await runCli(['render', ...options, FILE], cli.context)).toBe(0);
    expect(cli.out()).toBe(text);
    expect(cli.err()).toBe('');
    expect(cli.places).toEqual([]);
  });

  it('reads the spec from standard input', async () => {
    const cli = testCli([], { stdin: exampleText('scram-tls') });

    expect(await runCli(['render', '--tier', 'ingestion', '-'], cli.context)).toBe(0);
    expect(cli.out()).toBe(renderIngestion(spec));
  });

  it.each<[string, string[], string]>([
    ['an unsupported version', ['--collector', '0.144.0', FILE], 'COLLECTOR_VERSION_UNSUPPORTED'],
    ['a version that is not valid', ['--collector', 'newest', FILE], 'COLLECTOR_VERSION_UNSUPPORTED'],
    ['a component that ADOT has not', ['--collector', 'adot-0.49.0', FILE], 'COLLECTOR_COMPONENT_MISSING'],
    ['a file that is not there', ['examples/none.yaml'], 'SPEC_UNREADABLE'],
    ['a spec that is not valid', ['-'], 'SPEC_INVALID standard input'],
  ])('fails on %s, with its code and no output', async (_what, args, said) => {
    const cli = testCli([], { stdin: '- 1' });

    expect(await runCli(['render', '--tier', 'processing', ...args], cli.context)).toBe(1);
    expect(cli.err()).toContain(said);
    expect(cli.out()).toBe('');
  });

  it.each<[string, string[], string]>([
    ['no tier', [FILE], "required option '--tier <tier>' not specified"],
    ['an unknown tier', ['--tier', 'both', FILE], 'Allowed choices are ingestion, processing'],
    ['no file', ['--tier', 'ingestion'], 'no pipeline spec: name one, set SPILLWAY_PIPELINE'],
    [
      'an unknown policy',
      ['--tier', 'processing', '--initial-offset', 'newest', FILE],
      'Allowed choices are earliest, latest',
    ],
    [
      'an offset where nothing is read',
      ['--tier', 'ingestion', '--initial-offset', 'latest', FILE],
      '--initial-offset needs --tier processing',
    ],
  ])('with %s is wrong usage', async (_what, args, said) => {
    const cli = testCli([]);

    expect(await runCli(['render', ...args], cli.context)).toBe(2);
    expect(cli.err()).toContain(said);
    expect(cli.out()).toBe('');
  });
});

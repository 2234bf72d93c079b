import { renderProcessing } from '../../../../lib/collector';
import { lint } from '../../../../lib/lint';
import { describeRule, processing } from '../../../_helpers/lint/lint-rule';
import { example } from '../../../_helpers/pipeline/examples';

const spec = example('plain');
const NAME = '/spillway/plain/config';
const RENDERED = renderProcessing(spec, 'latest');
const facts = (text: string, kafkaVersion?: string) => ({
  ...{ spec, liveConfig: { name: NAME, text } },
  ...(kafkaVersion === undefined ? {} : { kafkaVersion }),
});
const given = processing();

describeRule('LIVE_CONFIG_DISAGREES', [
  {
    what: 'another group in the live configuration, at its line',
    given,
    situation: { facts: facts(RENDERED.replace('group_id: plain-processing', 'group_id: orders')) },
    found: [`error ${NAME}:8`],
    says: 'The receiver kafka reads in the group orders (line 8); the spec says plain-processing.',
  },
  {
    what: 'the default client_id',
    given,
    situation: { facts: facts(RENDERED.replace(/ +client_id.*\n/, '')) },
    found: [`info ${NAME}:5`],
  },
  {
    what: 'a protocol_version that the brokers support',
    given,
    situation: {
      facts: facts(RENDERED.replace('client_id:', 'protocol_version: 3.9.0\n    client_id:'), '4.0'),
    },
    found: [`warning ${NAME}:7`],
  },
  {
    what: 'a live configuration of the other tier',
    given,
    situation: { facts: facts('receivers: {otlp: {}}\nservice: {pipelines: {traces: {receivers: [otlp]}}}') },
    found: [`error ${NAME}:1`],
    says: 'No pipeline of the Collector configuration reads from a kafka receiver',
  },
  { what: 'one that agrees', given, situation: { facts: facts(RENDERED) } },
  { what: 'a live configuration that was not read', given, situation: { facts: { spec } } },
  {
    what: 'a live configuration without a spec',
    given,
    situation: { facts: { liveConfig: { name: NAME, text: 'receivers: {}' } } },
  },
]);

describe('the live configuration', () => {
  const lintWith = (text: string) =>
    lint([{ name: 'a.yaml', text: given }], { version: '0.160.0', facts: facts(text) });

  it('is listed with the files, but not checked like them', () => {
    const { files, findings } = lintWith(RENDERED.replaceAll('kafka-1.internal', 'localhost'));

    expect(files.map(({ name }) => name)).toEqual(['a.yaml', NAME]);
    expect(findings.filter(({ file }) => file === NAME)).toEqual([]);
  });

  it('is reported if it is not YAML', () => {
    expect(lintWith('a: [').findings.filter(({ file }) => file === NAME)).toMatchObject([
      { code: 'CONFIG_NOT_YAML', severity: 'error' },
    ]);
  });
});

import { configDrift } from '../../../../lib/collector';

const TEMPLATE = `receivers:
  kafka:
    brokers: [a:9092]
    initial_offset: earliest
processors:
  batch: { timeout: 1s }
`;

describe('The drift of a live configuration from its template', () => {
  it.each([
    ['the same text', TEMPLATE, []],
    ['another offset', TEMPLATE.replace('earliest', 'latest'), []],
    ['a missing offset', TEMPLATE.replace(/ +initial_offset.*\n/, ''), []],
    ['comments and quotes alone', `# by hand\n${TEMPLATE.replace('1s', '"1s"')}`, []],
    ['another value', TEMPLATE.replace('1s', '5s'), ['processors.batch.timeout']],
    [
      'a section more',
      `${TEMPLATE}exporters: { debug: { verbosity: basic } }\n`,
      ['exporters.debug.verbosity'],
    ],
    ['a section less', TEMPLATE.replace(/processors[\s\S]*/, ''), ['processors']],
    ['no YAML', 'a: [', ['all of it']],
  ])('with %s is %#', (_name, live, expected) => {
    expect(configDrift(TEMPLATE, live)).toEqual(expected);
  });

  it('is empty if the template cannot be read', () => {
    expect(configDrift('a: [', TEMPLATE)).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'includes an added or removed component called %s',
    (name) => {
      const [without, withIt] = ['exporters: {debug: {}}', `exporters: {debug: {}, ${name}: {a: 1}}`];

      expect(configDrift(without, withIt)).toEqual([`exporters.${name}.a`]);
      expect(configDrift(withIt, without)).toEqual([`exporters.${name}`]);
    },
  );
});

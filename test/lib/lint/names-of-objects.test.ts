import { parseCollectorVersion } from '../../../lib/collector/collector-version';
import { lint } from '../../../lib/lint';

/** Names that every object has, and that an object keyed by them takes for something else. */
const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

function messagesOf(text: string, version = '0.160.0'): string[] {
  const { findings } = lint([{ name: 'a.yaml', text }], {
    version: parseCollectorVersion(version),
    facts: {},
  });
  return findings.map(({ code, message }) => `${code} ${message}`);
}

describe.each(NAMES)('a name like %s', (name) => {
  it('is met wherever a name can stand, without a stumble', () => {
    const said = messagesOf(`
receivers: {kafka/${name}: {group_id: g, traces: {topics: [${name}], encoding: ${name}}}, ${name}: {}}
processors: {${name}: {}}
exporters: {debug: {}, ${name}: {}}
service: {pipelines: {traces/${name}: {receivers: [kafka/${name}], exporters: [debug]}, ${name}: {receivers: [kafka/${name}], exporters: [debug]}}}
`).join('\n');

    expect(said).toContain(`"${name}" is no encoding of traces`);
    for (const kind of ['receiver', 'processor', 'exporter']) {
      expect(said).toContain(`No pipeline uses the ${kind} ${name}`);
    }
    expect(said).toMatch(new RegExp(`service.pipelines.${name}\\b`));
  });

  it.each([
    'receivers: {kafka: {KEY: 1}}',
    'receivers: {kafka: {traces: {KEY: 1}}}',
    'receivers: {kafka: {tls: {KEY: {}}}}',
  ])('is no setting: %s', (receivers) => {
    const text = `${receivers.replace('KEY', name)}\nexporters: {debug: {}}\nservice: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}`;

    expect(messagesOf(text)).toContainEqual(
      expect.stringMatching(`^CONFIG_KEY_UNKNOWN .*"${name}" is no setting here`),
    );
  });

  it('is no older spelling of an exporter', () => {
    const text = `receivers: {kafka: {}}\nexporters: {${name}: {}}\nservice: {pipelines: {traces: {receivers: [kafka], exporters: [${name}]}}}`;

    expect(messagesOf(text, '0.115.0').join('\n')).not.toContain('is the newer name of');
  });

  it('is no field and no context of a statement', () => {
    const text = `receivers: {kafka: {}}\nprocessors: {transform: {trace_statements: [{context: ${name}, statements: ['set(${name}.x, 1)']}]}, filter: {traces: {span: ['${name}.x == 1']}}}\nexporters: {debug: {}}\nservice: {pipelines: {traces: {receivers: [kafka], processors: [transform, filter], exporters: [debug]}}}`;
    const said = messagesOf(text).join('\n');

    expect(said).toContain('trace_statements[0].context of the processor transform');
    expect(said).toContain('traces.span[0] of the processor filter');
  });
});

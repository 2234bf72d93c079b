import { lint } from '../../../lib/lint';

/** Names of properties that every JavaScript object inherits. They must not be mistaken for known settings. */
const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

function messagesOf(text: string, version = '0.160.0'): string[] {
  const { findings } = lint([{ name: 'a.yaml', text }], { version });
  return findings.map(({ code, message }) => `${code} ${message}`);
}

describe.each(NAMES)('A configuration that uses the name %s', (name) => {
  it('gets the usual findings for topics, encodings, components and pipelines of that name', () => {
    const messages = messagesOf(`
receivers: {kafka/${name}: {group_id: g, traces: {topics: [${name}], encoding: ${name}}}, ${name}: {}}
processors: {${name}: {}}
exporters: {debug: {}, ${name}: {}}
service: {pipelines: {traces/${name}: {receivers: [kafka/${name}], exporters: [debug]}, ${name}: {receivers: [kafka/${name}], exporters: [debug]}}}
`).join('\n');

    expect(messages).toContain(`is "${name}", which is not an encoding for traces`);
    for (const kind of ['receiver', 'processor', 'exporter']) {
      expect(messages).toMatch(new RegExp(`CONFIG_COMPONENT_UNUSED .*the ${kind} ${name}\\b`));
    }
    expect(messages).toMatch(new RegExp(`service.pipelines.${name}\\b`));
  });

  it.each([
    'receivers: {kafka: {KEY: 1}}',
    'receivers: {kafka: {traces: {KEY: 1}}}',
    'receivers: {kafka: {tls: {KEY: {}}}}',
  ])('has an unknown setting: %s', (receivers) => {
    const text = `${receivers.replace('KEY', name)}\nexporters: {debug: {}}\nservice: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}`;

    expect(messagesOf(text)).toContainEqual(
      expect.stringMatching(`^CONFIG_KEY_UNKNOWN .*unknown setting "${name}"`),
    );
  });

  it('has an exporter of an unknown type, not of a renamed one', () => {
    const text = `receivers: {kafka: {}}\nexporters: {${name}: {}}\nservice: {pipelines: {traces: {receivers: [kafka], exporters: [${name}]}}}`;

    expect(messagesOf(text, '0.115.0').join('\n')).not.toContain('has a type that this version knows as');
  });

  it('has an unknown context and an unknown field in OTTL', () => {
    const text = `receivers: {kafka: {}}\nprocessors: {transform: {trace_statements: [{context: ${name}, statements: ['set(${name}.x, 1)']}]}, filter: {traces: {span: ['${name}.x == 1']}}}\nexporters: {debug: {}}\nservice: {pipelines: {traces: {receivers: [kafka], processors: [transform, filter], exporters: [debug]}}}`;
    const messages = messagesOf(text).join('\n');

    expect(messages).toContain('trace_statements[0].context of the processor transform');
    expect(messages).toContain('traces.span[0] of the processor filter');
  });
});

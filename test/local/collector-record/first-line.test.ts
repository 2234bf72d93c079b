import { firstFault, saysReady, startFault } from '../../../local/collector-record/first-line';

describe('firstFault', () => {
  it.each([
    [
      'a fault by itself',
      'Error: invalid configuration: exporters::otlp: requires a non-empty "endpoint"\nreceivers::kafka: more\n',
      'exporters::otlp: requires a non-empty "endpoint"',
    ],
    [
      'headings and the first line below them',
      [
        'Error: failed to get config: cannot unmarshal the configuration: decoding failed due to the following error(s):',
        '',
        '\'receivers\' error reading configuration for "kafka": decoding failed due to the following error(s):',
        '',
        "'' decoding failed due to the following error(s):",
        '',
        "'session_timeout' time: invalid duration",
        "'kafkareceiver.Config' has invalid keys: topic",
      ].join('\n'),
      "'receivers' error reading configuration for \"kafka\": 'session_timeout' time: invalid duration",
    ],
    [
      'a text that is no YAML',
      'Error: failed to get config: cannot resolve the configuration: retrieved value (type=string) cannot be used as a Conf: assuming string type since contents are not valid YAML: yaml: unmarshal errors:\n  line 6: mapping key "a" already defined at line 5\n',
      'yaml: line 6: mapping key "a" already defined at line 5',
    ],
    ['a fatal error', 'fatal error: out of memory\n\ngoroutine 1', 'fatal error: out of memory'],
    ['a panic', 'panic: regexp: Compile(`/pay(`)\n\ngoroutine 1', 'panic: regexp: Compile(`/pay(`)'],
    ['a port of this run', 'Error: listen tcp 127.0.0.1:43211: denied', 'listen tcp 127.0.0.1:PORT: denied'],
  ])('returns %s', (_case, stderr, line) => {
    expect(firstFault(stderr)).toBe(line);
  });

  it('shortens what is too long for a record', () => {
    expect(firstFault(`Error: ${'x'.repeat(1000)}`)).toHaveLength(240);
  });
});

describe('startFault', () => {
  const starting = '{"level":"info","msg":"Starting otelcol..."}\n';

  it('names the component that failed', () => {
    const failed = {
      level: 'error',
      msg: 'Failed to start component',
      error: 'no such file',
      type: 'Receiver',
      id: 'kafka/traces',
    };

    expect(startFault(`${starting}${JSON.stringify(failed)}\n`)).toBe('receiver kafka/traces: no such file');
  });

  it('uses the last lines if no component is named', () => {
    expect(startFault(`${starting}Error: cannot start pipelines: unknown policy\n`)).toBe(
      'cannot start pipelines: unknown policy',
    );
  });

  it('says nothing while nothing failed, or a line is only half written', () => {
    expect(startFault(starting)).toBeUndefined();
    expect(startFault(`${starting}{"level":"error","msg":"Failed to start component","err`)).toBeUndefined();
  });
});

describe('saysReady', () => {
  it('waits for the Collector to say so', () => {
    expect(saysReady('{"msg":"Starting otelcol..."}')).toBe(false);
    expect(saysReady('{"msg":"Everything is ready. Begin running and processing data."}')).toBe(true);
  });
});

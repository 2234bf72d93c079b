import { complaints } from '../complaints';

describe('transform', () => {
  it.each([
    ['trace_statements: [\'set(span.attributes["a"], "b")\']', []],
    [
      'trace_statements: [{context: span, statements: [\'set(attributes["a"], "b") where name == "x"\']}]',
      [],
    ],
    [
      'trace_statements: [{context: datapoint, statements: []}]',
      ['validate trace_statements.0.context: is "datapoint", which is not a context of traces'],
    ],
    [
      'trace_statements: [{context: spans, statements: []}]',
      [
        'validate trace_statements.0.context: is "spans", but must be one of resource, scope, span, spanevent, metric, datapoint, exemplar, log, profile',
      ],
    ],
    [
      'trace_statements: [\'put(span.name, "b")\']',
      ['validate trace_statements.0: calls the function put, which this version does not have'],
    ],
    [
      'trace_statements: [\'set(span.name, "b"\']',
      ['validate trace_statements.0: is not a valid OTTL statement: syntax error at column 19'],
    ],
    [
      'trace_statements: [\'set(log.body, "b")\']',
      ['validate trace_statements.0: uses log.body, which does not begin with a context of traces'],
    ],
    [
      "log_statements: [{context: log, statements: ['set(status, 1)']}]",
      ['validate log_statements.0.statements.0: uses status, which the context log does not have'],
    ],
    [
      'trace_statements: [\'set(span.name, "b")\', {context: span, statements: []}]',
      ['validate trace_statements: mixes strings and maps, but must use one of them'],
    ],
    ['flatten_data: true', ['validate flatten_data: needs the feature gate transform.flatten.logs']],
    ['error_mode: warn', ['validate error_mode: is "warn", but must be one of ignore, propagate, silent']],
  ])('with %s', (settings, expected) => {
    expect(complaints('processors/transform', settings, 160)).toEqual(expected);
  });

  it.each([
    ['trace_statements: [{}]', ['trace_statements.0']],
    ['trace_statements: [{conditions: ["IsRootSpan()"]}]', ['trace_statements.0']],
    ["trace_statements: [{statements: ['limit(span.attributes, 1, [])']}]", []],
    ['trace_statements: [{context: span}]', []],
    ["metric_statements: ['convert_sum_to_gauge()']", ['metric_statements']],
    ['trace_statements: []', []],
  ])('needs a path or a context: %s', (settings, expected) => {
    const found = complaints('processors/transform', settings, 160);

    expect(found).toEqual(
      expected.map((key) => `validate ${key}: has no context, and no path that determines it`),
    );
  });

  it('refuses statements without a context at v0.115', () => {
    expect(complaints('processors/transform', 'trace_statements: [\'set(name, "b")\']', 115)).toEqual([
      'validate trace_statements.0: is a string, but must be a map',
    ]);
  });
});

describe('filter', () => {
  it.each([
    ['traces: {span: [\'attributes["a"] == "b"\']}', []],
    [
      'traces: {span: [\'attributes["a"] = "b"\']}',
      ['validate traces.span.0: is not a valid OTTL condition: syntax error at column 17'],
    ],
    [
      'traces: {span: [\'Matches(name, "a")\']}',
      ['validate traces.span.0: calls the function Matches, which this version does not have'],
    ],
    [
      'traces: {span: [\'route == "a"\']}',
      ['validate traces.span.0: uses route, which the context span does not have'],
    ],
    ['trace_conditions: [\'span.name == "a"\']', []],
    [
      'traces: {span: [\'name == "a"\']}\ntrace_conditions: [\'span.name == "a"\']',
      ['validate trace_conditions: cannot be combined with traces.span'],
    ],
    [
      'traces: {span: [\'name == "a"\']}\nspans: {include: {match_type: strict, services: [a]}}',
      ['validate traces.span: cannot be combined with spans.include'],
    ],
    [
      'spans: {include: {match_type: glob, services: [a]}}',
      ['validate spans.include.match_type: is "glob", but must be one of strict, regexp'],
    ],
  ])('with %s', (settings, expected) => {
    expect(complaints('processors/filter', settings, 160)).toEqual(expected);
  });

  it('refuses a context as the prefix of a path at v0.115', () => {
    const settings = 'traces: {span: [\'span.name == "a"\']}';

    expect(complaints('processors/filter', settings, 145)).toEqual([]);
    expect(complaints('processors/filter', settings, 115)).toEqual([
      'validate traces.span.0: uses span.name, which the context span does not have',
    ]);
  });
});

import { parseOttl } from '../../../../../lib/collector/schema/ottl/parser';

/** `otelcol validate` v0.160.0 accepts and refuses the same texts. */
describe('parseOttl', () => {
  it.each([
    'name == "a"',
    'not IsMatch(name, "x.*")',
    'attributes["a"]["b"] == 1 and (status.code == STATUS_CODE_ERROR or kind != SPAN_KIND_SERVER)',
    '1 + 2 * 3 > attributes["x"]',
    '-1 < Int("3")',
    'true',
    'Len([1, 2, "a"]) == 3',
    'end_time - start_time > Duration("1s")',
    'attributes == {"a": 1}',
    'IsMatch(target=name, pattern="x")',
    'ParseJSON(attributes["a"])["b"] == "c"',
    'name == "it\\"s"',
    '0x0a == span_id',
    '1.5e3 > .5',
    'IsRootSpan()',
    'attributes["quoted = and ("] == nil',
  ])('reads the condition %s', (text) => {
    expect(parseOttl(text, 'condition')).not.toHaveProperty('column');
  });

  it.each([
    ['name', 5],
    ['name == ', 9],
    ['(name == "a"', 13],
    ['name = "a"', 6],
    ['name == "a" where true', 13],
    ['set(name, "x")', 4],
    ["name == 'x'", 9],
    ['name == "x" && true', 13],
    ['name == "x', 9],
    ['attributes["a" == 1', 16],
    ['', 1],
  ])('refuses the condition %s at column %d', (text, column) => {
    expect(parseOttl(text, 'condition')).toEqual({ column });
  });

  it.each([
    'set(attributes["a"], "b")',
    'set(span.attributes["a"], "b") where span.name == "x" and not IsRootSpan()',
    'limit(span.attributes, 10, [])',
    'replace_pattern(span.name, "a", "b", SHA256)',
    'merge_maps(span.attributes, ParseJSON(span.name), "upsert")',
    'append(attributes["tags"], values=["a", "b"])',
  ])('reads the statement %s', (text) => {
    expect(parseOttl(text, 'statement')).not.toHaveProperty('column');
  });

  it.each([
    'name == "a"',
    'Concat(["a"], "")',
    'set(attributes["a", "b")',
    'set(name "x")',
    'set(name, "x") when true',
  ])('refuses the statement %s', (text) => {
    expect(parseOttl(text, 'statement')).toHaveProperty('column');
  });

  it('returns functions and roots of paths, without those of abandoned attempts', () => {
    const text =
      'set(span.attributes["a"], Concat([span.name, cache], "-")) where IsMatch(resource.attributes["x"], "y")';

    expect(parseOttl(text, 'statement')).toEqual({
      functions: ['Concat', 'set', 'IsMatch'],
      roots: ['span.attributes', 'span.name', 'cache', 'resource.attributes'],
    });
  });
});

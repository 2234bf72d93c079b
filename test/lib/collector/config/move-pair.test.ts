import { parseConfig } from '../../../../lib/collector/config/config-document';
import { type MovedValue, movePair } from '../../../../lib/collector/config/move-pair';
import { applyEdits } from '../../../../lib/collector/config/text-edit';

function moved(text: string, from: string, to: string, valueIs?: MovedValue): string | undefined {
  const edits = movePair(parseConfig(text), from.split('.'), to.split('.'), valueIs);
  return edits && applyEdits(text, edits);
}

describe('Moving a pair', () => {
  it.each<[what: string, text: string, from: string, to: string, becomes: string]>([
    ['gives it another key', 'k:\n  a: 1 # why\n  b: 2\n', 'k.a', 'k.c', 'k:\n  c: 1 # why\n  b: 2\n'],
    ['wraps it in place', 'k:\n  a: 1 # why\n  b: 2\n', 'k.a', 'k.m.a', 'k:\n  m: {a: 1} # why\n  b: 2\n'],
    ['wraps it twice', 'k:\n  a: 1\n', 'k.a', 'k.m.n.a', 'k:\n  m: {n: {a: 1}}\n'],
    [
      'moves it into a map next to it',
      'k:\n  a: 1\n  m:\n    b: 2\n',
      'k.a',
      'k.m.a',
      'k:\n  m:\n    b: 2\n    a: 1\n',
    ],
    [
      'puts it into a map before it',
      'k:\n  m:\n    b: 2\n  a: 1\n',
      'k.a',
      'k.m.a',
      'k:\n  m:\n    b: 2\n    a: 1\n',
    ],
    ['puts it into a map of flow style', 'k: {m: {b: 2}, a: 1}\n', 'k.a', 'k.m.a', 'k: {m: {b: 2, a: 1}}\n'],
    ['wraps it in flow style', 'k: {a: 1, b: 2}\n', 'k.a', 'k.m.a', 'k: {m: {a: 1}, b: 2}\n'],
    [
      'lifts it out of a map of its own',
      'k:\n  m:\n    a:\n      b: 1 # why\n  c: 2\n',
      'k.m.a',
      'k.a',
      'k:\n  a:\n      b: 1 # why\n  c: 2\n',
    ],
    [
      'lifts it out of a map with others',
      'k:\n  m:\n    a:\n      b: 1\n    c: 2\n',
      'k.m.a',
      'k.a',
      'k:\n  a: {b: 1}\n  m:\n    c: 2\n',
    ],
    ['lifts it out in flow style', 'k: {m: {a: 1, c: 2}}\n', 'k.m.a', 'k.a', 'k: {a: 1, m: {c: 2}}\n'],
    [
      'lifts it out of a map of its own in flow style',
      'k: {m: {a: 1}, c: 2}\n',
      'k.m.a',
      'k.a',
      'k: {a: 1, c: 2}\n',
    ],
    [
      'keeps CRLF',
      'k:\r\n  m:\r\n    a: 1\r\n    c: 2\r\n',
      'k.m.a',
      'k.a',
      'k:\r\n  a: 1\r\n  m:\r\n    c: 2\r\n',
    ],
    [
      'quotes what flow style would read otherwise',
      'k:\n  a: ${env:A}\n',
      'k.a',
      'k.m.a',
      'k:\n  m: {a: "${env:A}"}\n',
    ],
    ['keeps quotes', "k:\n  a: '1'\n", 'k.a', 'k.m.a', "k:\n  m: {a: '1'}\n"],
    [
      'takes a map with it',
      'k:\n  a:\n    x: 1\n    y: [p, q]\n',
      'k.a',
      'k.m.a',
      'k:\n  m: {a: {x: 1, y: [p, q]}}\n',
    ],
  ])('%s', (_, text, from, to, becomes) => {
    expect(moved(text, from, to)).toBe(becomes);
  });

  it('turns a value into a list, and a list of one item into a value', () => {
    expect(moved('k:\n  topic: a # why\n', 'k.topic', 'k.topics', 'as-list')).toBe(
      'k:\n  topics: [a] # why\n',
    );
    expect(moved('k:\n  topic: a\n', 'k.topic', 'k.traces.topics', 'as-list')).toBe(
      'k:\n  traces: {topics: [a]}\n',
    );
    expect(moved('k:\n  topics: [a]\n', 'k.topics', 'k.topic', 'as-item')).toBe('k:\n  topic: a\n');
    expect(moved('k:\n  topics:\n    - a\n  b: 1\n', 'k.topics', 'k.topic', 'as-item')).toBe(
      'k:\n  topic: a\n  b: 1\n',
    );
    expect(moved('k:\n  topics: [a, b]\n', 'k.topics', 'k.topic', 'as-item')).toBeUndefined();
  });

  it.each<[what: string, text: string, from: string, to: string]>([
    ['the new path is taken', 'k:\n  a: 1\n  c: 2\n', 'k.a', 'k.c'],
    ['a value on the new path is not a map', 'k:\n  a: 1\n  m: x\n', 'k.a', 'k.m.a'],
    ['the pair is not there', 'k:\n  a: 1\n', 'k.b', 'k.c'],
    ['a comment would get lost', 'k:\n  a:\n    # why\n    x: 1\n', 'k.a', 'k.m.a'],
    ['it is an alias', 'x: &x {p: 1}\nk:\n  a: *x\n', 'k.a', 'k.m.a'],
    ['it holds an alias', 'x: &x {p: 1}\nk:\n  a: {q: *x}\n', 'k.a', 'k.m.a'],
    ['its map is also used elsewhere', 'x: &x\n  m:\n    a: 1\nk: *x\n', 'k.m.a', 'k.a'],
    ['the two places have nothing in common', 'k:\n  m:\n    a: 1\n  n:\n    b: 1\n', 'k.m.a', 'k.n.a'],
  ])('does nothing if %s', (_, text, from, to) => {
    expect(moved(text, from, to)).toBeUndefined();
  });
});

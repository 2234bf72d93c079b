import { parseConfig } from '../../../../lib/collector/config/config-document';
import {
  addPair,
  applyEdits,
  removePair,
  renameKey,
  setScalar,
} from '../../../../lib/collector/config/text-edit';

const at = (path: string) => path.split('.');

describe('Edits', () => {
  it('can come in any order', () => {
    const edits = [
      { start: 0, end: 1, text: 'x' },
      { start: 4, end: 4, text: '!' },
      { start: 2, end: 3, text: '' },
    ];

    expect(applyEdits('abcd', edits)).toBe('xbd!');
    expect(applyEdits('abcd', [...edits].reverse())).toBe('xbd!');
  });
});

describe('Setting a scalar', () => {
  it.each<[what: string, text: string, becomes: string | undefined]>([
    ['keeps its comment', 'k: 1 # why\n', 'k: 2 # why\n'],
    ['removes its quotes', 'k: "1"\n', 'k: 2\n'],
    ['gives a key without a value one', 'k: # why\nb: 1\n', 'k: 2 # why\nb: 1\n'],
    ['works in flow style', '{k: 1, b: 2}\n', '{k: 2, b: 2}\n'],
    ['leaves an alias alone', 'a: &a 1\nk: *a\n', undefined],
    ['leaves an anchor alone, which others follow', 'k: &k 1\nb: *k\n', undefined],
    ['leaves a block text alone', 'k: |\n  1\n', undefined],
    ['leaves a map alone', 'k: {a: 1}\n', undefined],
  ])('%s', (_, text, becomes) => {
    const edit = setScalar(parseConfig(text), ['k'], '2');

    expect(edit && applyEdits(text, [edit])).toBe(becomes);
  });
});

describe('Renaming a key', () => {
  it('changes nothing else', () => {
    const text = 'k:\n  # why\n  "a": 1 # and how\n';
    const edit = renameKey(parseConfig(text), ['k', 'a'], 'b');

    expect(edit && applyEdits(text, [edit])).toBe('k:\n  # why\n  b: 1 # and how\n');
  });

  it('does nothing for a missing key', () => {
    expect(renameKey(parseConfig('k: 1\n'), ['a'], 'b')).toBeUndefined();
  });
});

describe('Removing a pair', () => {
  it.each<[what: string, text: string, path: string, becomes: string | undefined]>([
    ['removes its line', 'k:\n  a: 1 # why\n  b: 2\n', 'k.a', 'k:\n  b: 2\n'],
    ['removes all its lines', 'k:\n  a:\n    x: 1\n    y: 2\n  b: 2\n', 'k.a', 'k:\n  b: 2\n'],
    ['removes the last pair', 'k:\n  a: 1\n  b: 2\n', 'k.b', 'k:\n  a: 1\n'],
    ['removes the last pair of a text without a final line end', 'k:\n  a: 1\n  b: 2', 'k.b', 'k:\n  a: 1\n'],
    ['removes a line with CRLF', 'k:\r\n  a: 1\r\n  b: 2\r\n', 'k.a', 'k:\r\n  b: 2\r\n'],
    ['removes a pair in flow style with its comma', 'k: {a: 1, b: 2}\n', 'k.a', 'k: {b: 2}\n'],
    ['removes the last pair in flow style', 'k: {a: 1, b: 2}\n', 'k.b', 'k: {a: 1}\n'],
    ['leaves the only one, since an empty map means something else', 'k:\n  a: 1\n', 'k.a', undefined],
    ['leaves one behind a dash', '- a: 1\n  b: 2\n', '0.a', undefined],
  ])('%s', (_, text, path, becomes) => {
    const document = parseConfig(text.startsWith('-') ? `l:\n${text}` : text);
    const edit = removePair(document, text.startsWith('-') ? ['l', 0, 'a'] : at(path));

    expect(edit && applyEdits(text, [edit])).toBe(becomes);
  });
});

describe('Adding a pair', () => {
  it.each<[what: string, text: string, becomes: string | undefined]>([
    ['puts it below the last one', 'k:\n  a: 1 # why\nb: 1\n', 'k:\n  a: 1 # why\n  n: 2\nb: 1\n'],
    [
      'puts it below a last one with a body',
      'k:\n  a:\n    x: 1\nb: 1\n',
      'k:\n  a:\n    x: 1\n  n: 2\nb: 1\n',
    ],
    ['keeps the indentation', 'k:\n      a: 1\n', 'k:\n      a: 1\n      n: 2\n'],
    ['keeps CRLF', 'k:\r\n  a: 1\r\n', 'k:\r\n  a: 1\r\n  n: 2\r\n'],
    ['adds to a text without a final line end', 'k:\n  a: 1', 'k:\n  a: 1\n  n: 2'],
    ['adds to flow style', 'k: {a: 1}\n', 'k: {a: 1, n: 2}\n'],
    ['adds to an empty map', 'k: {}\n', 'k: {n: 2}\n'],
    ['gives a key without a body one', 'k: # why\nb: 1\n', 'k: # why\n  n: 2\nb: 1\n'],
    ['leaves an alias alone', 'a: &a {x: 1}\nk: *a\n', undefined],
    ['does not change a string', 'k: x\n', undefined],
    ['has nothing to add to where nothing is', 'b: 1\n', undefined],
  ])('%s', (_, text, becomes) => {
    const edit = addPair(parseConfig(text), ['k'], 'n', '2');

    expect(edit && applyEdits(text, [edit])).toBe(becomes);
  });
});

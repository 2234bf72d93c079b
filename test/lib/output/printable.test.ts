import { printable } from '../../../lib/output/printable';

it.each([
  ['an escape sequence', 'a\u001b[2Jb', 'a\u{fffd}[2Jb'],
  ['its eight-bit form', 'a\u009b2Jb', 'a\u{fffd}2Jb'],
  ['a change of direction', 'a\u202eb', 'a\u{fffd}b'],
  ['a line break', 'a\nb', 'a\u{fffd}b'],
])('%s is replaced', (_what, text, expected) => {
  expect(printable(text)).toBe(expected);
});

it('letters of any language stay', () => {
  expect(printable('Zürich, 東京 → "ok"')).toBe('Zürich, 東京 → "ok"');
});

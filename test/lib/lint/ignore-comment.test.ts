import { isIgnored } from '../../../lib/lint/ignore-comment';

const at = (line: number, code = 'KAFKA_TLS_NULL') => ({
  code,
  place: { start: 0, end: 0, line, column: 1 },
});

describe('a comment that makes the linter ignore a finding', () => {
  it.each<[what: string, text: string, line: number, ignored: boolean]>([
    ['at the end of the line', 'a: 1\ntls: # spillway: ignore KAFKA_TLS_NULL\n', 2, true],
    ['alone on the line above', 'a: 1\n  # spillway: ignore KAFKA_TLS_NULL\ntls:\n', 3, true],
    ['among others', 'tls: # spillway: ignore OTHER, KAFKA_TLS_NULL\n', 1, true],
    ['with a reason behind it', 'tls: # spillway: ignore KAFKA_TLS_NULL - a test broker\n', 1, true],
    ['without the space', 'tls: #spillway:ignore KAFKA_TLS_NULL\n', 1, true],
    ['in a text with CRLF line ends', 'a: 1\r\ntls: # spillway: ignore KAFKA_TLS_NULL\r\n', 2, true],
    ['of another code', 'tls: # spillway: ignore KAFKA_TLS_INSECURE\n', 1, false],
    ['of a code that only begins so', 'tls: # spillway: ignore KAFKA_TLS_NULL_TOO\n', 1, false],
    [
      'at the end of the line above, which is about that line',
      'a: 1 # spillway: ignore KAFKA_TLS_NULL\ntls:\n',
      2,
      false,
    ],
    ['two lines above', '# spillway: ignore KAFKA_TLS_NULL\n\ntls:\n', 3, false],
    ['that names no code', 'tls: # spillway: ignore\n', 1, false],
  ])('%s', (_, text, line, ignored) => {
    expect(isIgnored(text, at(line))).toBe(ignored);
  });
});

import { isPlaceholder, placeholdersIn } from '../../../../lib/collector/config/placeholder';

describe('Placeholders', () => {
  it.each<[text: string, found: [scheme: string, name: string, fallback?: string][]]>([
    ['${env:NAME}', [['env', 'NAME']]],
    ['${NAME}', [['env', 'NAME']]],
    ['${env:NAME:-fallback}', [['env', 'NAME', 'fallback']]],
    ['${env:NAME:-http://a:1}', [['env', 'NAME', 'http://a:1']]],
    ['${env:NAME:-}', [['env', 'NAME', '']]],
    ['${file:/etc/a.yaml}', [['file', '/etc/a.yaml']]],
    [
      'Bearer ${env:A} and ${B}',
      [
        ['env', 'A'],
        ['env', 'B'],
      ],
    ],
    ['$${env:NAME}', []],
    ['$$${env:NAME}', [['env', 'NAME']]],
    ['$NAME', []],
    ['{NAME}', []],
    ['', []],
  ])('in %s', (text, found) => {
    expect(placeholdersIn(text)).toEqual(
      found.map(([scheme, name, fallback]) => ({ scheme, name, fallback })),
    );
    expect(isPlaceholder(text)).toBe(found.length > 0);
  });

  it.each([1, null, undefined, ['${A}'], { a: '${A}' }])('are only in texts, not in %j', (value) => {
    expect(isPlaceholder(value)).toBe(false);
  });
});

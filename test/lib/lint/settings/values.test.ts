import {
  booleanAt,
  durationMsAt,
  isSet,
  listAt,
  numberAt,
  parseGoDurationMs,
  textAt,
} from '../../../../lib/lint/settings/values';

const SETTINGS = {
  text: 'a',
  number: 5,
  words: '5',
  yes: true,
  nothing: null,
  wait: '1m30s',
  list: ['a', 'b '],
  inline: 'a, b',
  blank: '',
  placeholder: '${env:X}',
  partly: ['a', '${env:X}'],
  section: '${file:/s.yaml}',
  map: { inner: 1 },
};

describe('a setting', () => {
  it.each<[what: string, value: unknown, expected: unknown]>([
    ['that is there', textAt(SETTINGS, ['text'], 'd'), 'a'],
    ['that is absent', textAt(SETTINGS, ['absent'], 'd'), 'd'],
    ['that is null', textAt(SETTINGS, ['nothing'], 'd'), 'd'],
    ['in a section that is null', textAt(SETTINGS, ['nothing', 'inner'], 'd'), 'd'],
    ['known only in the environment', textAt(SETTINGS, ['placeholder'], 'd'), undefined],
    ['in a section known only in the environment', textAt(SETTINGS, ['section', 'inner'], 'd'), undefined],
    ['below a value that is not a section', numberAt(SETTINGS, ['number', 'inner'], 7), undefined],
    ['of another type', textAt(SETTINGS, ['map'], 'd'), undefined],
    ['without a fallback', textAt(SETTINGS, ['absent']), undefined],
    ['a number', numberAt(SETTINGS, ['number'], 7), 5],
    ['a number in quotes', numberAt(SETTINGS, ['words'], 7), 5],
    ['a number that is a string', numberAt(SETTINGS, ['text'], 7), undefined],
    ['a number deep inside', numberAt(SETTINGS, ['map', 'inner'], 7), 1],
    ['a switch', booleanAt(SETTINGS, ['yes'], false), true],
    ['a switch that is absent', booleanAt(SETTINGS, ['absent'], false), false],
    ['a boolean that is a string', booleanAt(SETTINGS, ['text'], false), undefined],
    ['a duration', durationMsAt(SETTINGS, ['wait'], 1), 90_000],
    ['an invalid duration', durationMsAt(SETTINGS, ['text'], 1), undefined],
    ['a list', listAt(SETTINGS, ['list']), ['a', 'b']],
    ['a list on one line', listAt(SETTINGS, ['inline']), ['a', 'b']],
    ['a list that is an empty text', listAt(SETTINGS, ['blank'], ['d']), []],
    ['a list with a placeholder', listAt(SETTINGS, ['partly'], ['d']), undefined],
    ['a list that is a map', listAt(SETTINGS, ['map'], ['d']), undefined],
  ])('%s', (_, value, expected) => {
    expect(value).toEqual(expected);
  });

  it('is set if it has any value except null', () => {
    expect(['text', 'placeholder', 'nothing', 'absent'].map((key) => isSet(SETTINGS, [key]))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("a duration in Go's format", () => {
  it.each<[text: unknown, ms: number | undefined]>([
    ['30s', 30_000],
    ['1h2m3s', 3_723_000],
    ['1.5m', 90_000],
    ['250ms', 250],
    ['100us', 0.1],
    ['0', 0],
    [1_000_000, 1],
    ['30', undefined],
    ['s', undefined],
    ['1d', undefined],
    ['', undefined],
    [true, undefined],
  ])('%j', (text, ms) => {
    expect(parseGoDurationMs(text)).toBe(ms);
  });
});

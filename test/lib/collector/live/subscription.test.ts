import { compareTopics, type TopicComparison } from '../../../../lib/collector/live/compare-topics';
import { readsTopic, type Subscription } from '../../../../lib/collector/live/subscription';

const names = (...topics: string[]): Subscription => ({ topics, excludeTopics: [] });
const without = (topics: string[], ...excludeTopics: string[]): Subscription => ({ topics, excludeTopics });

describe('the topics that a receiver reads', () => {
  it.each<[string, Subscription, string, boolean]>([
    ['a topic by its name', names('a', 'b'), 'b', true],
    ['not a topic that only begins with its name', names('a'), 'ab', false],
    ['a topic that matches a pattern', names('^otlp_.*'), 'otlp_spans', true],
    ['a topic that matches a pattern in Go syntax', names('^(?i)OTLP_[[:alpha:]]+$'), 'otlp_spans', true],
    ['nothing by a pattern that Go refuses', names('^(?!a)b'), 'b', false],
    ['by all names as patterns, as soon as one is', names('^x', 'spans'), 'otlp_spans', true],
    ['not an excluded topic', without(['^otlp_.*'], '_old$'), 'otlp_old', false],
    [
      'a topic whose exclusion has no effect without a pattern',
      without(['otlp_old'], '_old$'),
      'otlp_old',
      true,
    ],
    ['no name that every object has', names('a'), 'constructor', false],
    ['a topic called __proto__', names('__proto__'), '__proto__', true],
  ])('is %s', (_what, subscription, topic, reads) => {
    expect(readsTopic(subscription, topic)).toBe(reads);
  });
});

describe('the topics compared with those of the spec', () => {
  it.each<[string, Subscription[], string | undefined, TopicComparison]>([
    ['the same name', [names('t')], 't', { watched: 'all', more: false }],
    ['a pattern for just that name', [names('^my\\.topic$')], 'my.topic', { watched: 'all', more: false }],
    ['two readers of one topic', [names('t'), names('t')], 't', { watched: 'all', more: false }],
    ['another name', [names('u')], 't', { watched: 'none', more: true }],
    ['one more name', [names('t', 'u')], 't', { watched: 'all', more: true }],
    ['a pattern that has more', [names('^t.*')], 't', { watched: 'all', more: true }],
    ['a pattern that leaves the topic out', [without(['^t.*'], '^t$')], 't', { watched: 'none', more: true }],
    ['no receiver', [], 't', { watched: 'none', more: false }],
    ['an empty list', [names()], 't', { watched: 'none', more: false }],
    ['the same pattern', [names('^t.*')], '^t.*', { watched: 'all', more: false }],
    [
      'the same pattern with something left out',
      [without(['^t.*'], 'x')],
      '^t.*',
      { watched: 'some', more: false },
    ],
    ['a name within the pattern', [names('t1')], '^t.*', { watched: 'some', more: false }],
    ['a name outside of it', [names('u')], '^t.*', { watched: 'none', more: true }],
    ['another pattern', [names('^t1.*')], '^t.*', { watched: 'none', more: true }],
    ['a signal that the spec leaves out', [names('t')], undefined, { watched: 'all', more: true }],
    ['a signal that neither has', [names()], undefined, { watched: 'all', more: false }],
  ])('%s', (_what, readers, wanted, expected) => {
    expect(compareTopics(readers, wanted)).toEqual(expected);
  });
});

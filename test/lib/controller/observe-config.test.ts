import { renderProcessing } from '../../../lib/collector';
import { observeConfig } from '../../../lib/controller/observe';
import type { StoredParameter } from '../../../lib/controller/ports';
import { testSpec } from '../../_helpers/pipeline';

const spec = testSpec();
const rendered = renderProcessing(spec, 'earliest');
/** As containers read it that take the value from a parameter of its own. */
const byEnvironment = rendered.replace('initial_offset: earliest', 'initial_offset: ${env:OFFSET}');

const parameter = (value: string): StoredParameter => ({
  ...{ name: '/p/config', value, version: 3, lastModifiedMs: 1_000 },
});

const observe = (config: string, template?: string) =>
  observeConfig(
    { config: parameter(config), template: template === undefined ? undefined : parameter(template) },
    '/p/config',
    spec,
  );

describe('The live config', () => {
  it('is a whole configuration, whatever the template says', () => {
    expect(observe(rendered, 'not read')).toEqual({
      text: rendered,
      version: 3,
      lastModifiedMs: 1_000,
      initialOffset: 'earliest',
      mismatch: undefined,
      editProblem: undefined,
    });
  });

  it.each<[topics: string, why: RegExp]>([
    ['[]', /reads no topic; the spec says .*traces: /],
    ["''", /reads no topic; the spec says .*traces: /],
  ])('that has an empty list of topics (%s) is not the one of the spec', (topics, why) => {
    const config = `receivers: {kafka: {group_id: ${spec.group}, initial_offset: earliest, traces: {topics: ${topics}}}}
service: {pipelines: {traces: {receivers: [kafka]}}}
`;

    expect(observe(config).mismatch).toMatch(why);
  });

  it.each(['earliest', 'latest'])(
    'may be %s alone, for a template that takes it from the environment',
    (word) => {
      expect(observe(word, byEnvironment)).toMatchObject({
        text: word,
        initialOffset: word,
        mismatch: undefined,
        editProblem: undefined,
      });
    },
  );

  it('says what it has otherwise than the template, and since the later of the two was written', () => {
    const edited = `${rendered.replace('initial_offset: earliest', 'initial_offset: latest')}# by hand\n`;
    const changed = edited.replace('group_id: otel-processing', 'group_id: other');
    const template = { ...parameter(rendered), lastModifiedMs: 5_000 };

    const driftOf = (config: string) =>
      observeConfig({ config: parameter(config), template }, '/p/config', spec).drift;

    expect(driftOf(edited)).toBeUndefined();
    expect(driftOf(changed)).toEqual({
      paths: [expect.stringMatching(/^receivers\.kafka.*\.group_id$/)],
      sinceMs: 5_000,
    });
    expect(driftOf('a: [')).toEqual({ paths: ['all of it'], sinceMs: 5_000 });
  });

  it('is compared with no template where there is none, or it holds the offset alone', () => {
    expect(observe('a: [').drift).toBeUndefined();
    expect(observe('latest', byEnvironment).drift).toBeUndefined();
  });

  it.each<[string, string | undefined, RegExp]>([
    ['there is no template', undefined, /no template says for which group/],
    ['the template says the offset itself', rendered, /is earliest, not taken from the environment/],
    ['the template is another text', 'a: [', /the template cannot be read: CONFIG_MALFORMED/],
    [
      'the template reads another group',
      byEnvironment.replace('group_id: otel-processing', 'group_id: other'),
      /reads as group other, the spec says otel-processing/,
    ],
  ])('is not known to be the one of this group as a word alone where %s', (_name, template, why) => {
    expect(observe('latest', template)).toMatchObject({
      initialOffset: 'latest',
      mismatch: expect.stringMatching(why),
    });
  });

  it('cannot be changed while it takes its value from the environment itself', () => {
    expect(observe(byEnvironment)).toMatchObject({
      initialOffset: 'latest',
      editProblem: expect.stringMatching(/CONFIG_OFFSET_NOT_EDITABLE.*environment variable OFFSET/),
    });
  });
});

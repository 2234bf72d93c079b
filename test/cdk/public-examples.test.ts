import { compileExamples, tsdocExamples } from '../_helpers/docs/tsdoc-examples';

const CONSTRUCTS = [
  'BacklogController',
  'IngestionTier',
  'Monitoring',
  'MskBrokers',
  'Network',
  'ProcessingTier',
  'SpillwayPipeline',
];

describe('examples of the public constructs', () => {
  const examples = tsdocExamples('cdk');

  it.each(CONSTRUCTS)('show %s', (name) => {
    expect([...examples.values()].filter((text) => text.includes(`new ${name}(`))).not.toEqual([]);
  });

  it('compile with the compiler settings of this repository', () => {
    expect(compileExamples(examples, { 'otel-spillway/cdk': 'cdk/index.ts' })).toEqual({
      status: 0,
      stdout: '',
    });
  }, 120_000);
});

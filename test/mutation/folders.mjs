/**
 * The folders around the core, the tests that have to notice a mutant in them, and the sample that makes about 80 mutants:
 * one function in so many.
 */
export const FOLDERS = {
  'lib/adapters': {
    tests: ['lib/{adapters,runtime,hostile}/**/*', 'contract/{epoch,ssm,ecs,lambda}'],
    oneIn: 40,
  },
  'lib/runtime': { tests: ['lib/{runtime,cli}/**/*', 'lambda/**/*'], oneIn: 2 },
  lambda: { tests: ['lambda/**/*', 'cdk/{alarms-ring,monitoring}'], oneIn: 6 },
  cdk: { tests: ['cdk/**/*'], oneIn: 24 },
  'verify/properties': { tests: ['verify/**/*'], oneIn: 6 },
};

/**
 * The folders around the core, the tests that have to notice a mutant in them, and the sample that makes about 80 mutants:
 * one function in so many.
 */
exports.FOLDERS = {
  'lib/adapters': {
    tests: ['lib/{adapters,runtime,hostile}/**/*', 'contract/{epoch,ssm,ecs,lambda}'],
    oneIn: 40,
  },
  'lib/runtime': { tests: ['lib/{runtime,cli}/**/*', 'lambda/**/*'], oneIn: 2 },
  lambda: { tests: ['lambda/**/*'], oneIn: 6 },
  // Without those that synthesize a lot to look at something else.
  cdk: { tests: ['cdk/!(nag|alarms-ring|*-doc|public-examples)', 'cdk/checks/**/*'], oneIn: 12 },
  'verify/properties': { tests: ['verify/**/*'], oneIn: 6 },
};

/**
 * The folders around the core, the tests that have to notice a mutant in them, and the sample that makes about 80 mutants:
 * one function in so many.
 */
export const FOLDERS = {
  'lib/adapters': { tests: ['lib/adapters', 'lib/runtime', 'lib/hostile'], oneIn: 40 },
  'lib/runtime': { tests: ['lib/runtime', 'lambda', 'lib/cli'], oneIn: 2 },
  lambda: { tests: ['lambda', 'cdk'], oneIn: 6 },
  cdk: { tests: ['cdk'], oneIn: 24 },
  'verify/properties': { tests: ['verify/properties', 'verify'], oneIn: 6 },
};

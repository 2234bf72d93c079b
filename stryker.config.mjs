/**
 * Mutation score of the decision core with the unit tests alone: `npm run mutation`, or for a part of it
 * `npm run mutation -- --mutate 'lib/core/facts/**'`. What survives, and why, is in docs/mutation.md.
 */
export default {
  mutate: ['lib/core/**/*.ts', 'lib/controller/**/*.ts'],
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner', './test/mutation/ignore-lists.mjs', './test/mutation/ignore-most.mjs'],
  ignorers: ['lists', 'sample'],
  // What is evaluated once at load belongs to no function, so a sample leaves it out.
  ignoreStatic: process.env.SPILLWAY_MUTATION_SAMPLE !== undefined,
  jest: { configFile: 'test/mutation/jest.config.cjs' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  incremental: true,
  incrementalFile: '.cache/stryker-incremental.json',
  tempDirName: '.cache/stryker',
  // Stryker reads tsconfig.json through an API that TypeScript 7 does not have; jest needs none, since swc compiles.
  ignorePatterns: [
    'tsconfig*.json',
    ...['.cache', 'dist', 'cdk', 'cdk.out', 'local', 'test/integration', 'test/e2e', 'test/scenarios'],
  ],
  reporters: ['clear-text', 'progress', 'json'],
  jsonReporter: { fileName: '.cache/stryker-report.json' },
  clearTextReporter: { allowColor: false, reportTests: false },
  thresholds: { high: 90, low: 85, break: 85 },
  timeoutMS: 30_000,
};

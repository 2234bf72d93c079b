// A text in local time is then off by hours and odd minutes, which a comparison with UTC notices. Workers inherit it.
process.env.TZ = 'Asia/Kathmandu';

/** One project a kind of test, so that each can be run alone: see CONTRIBUTING.md. */
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
  ],
};
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch,
  transform,
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/_helpers/jest/aws-environment.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.cache'],
  ...more,
});
/** For what starts brokers and the like: they end with the run, also when it is interrupted. */
const startsProcesses = {
  testEnvironment: '<rootDir>/test/_helpers/jest/test-environment.cjs',
  setupFilesAfterEnv: ['<rootDir>/test/_helpers/jest/canary-search.ts'],
};

module.exports = {
  // The embedded world starts brokers and Collectors: more workers than this only make them wait for each other.
  maxWorkers: 2,
  // Ends what hangs. It is no measure of speed: on a busy machine a second's work takes ten.
  testTimeout: 30_000,
  projects: [
    project('unit', ['<rootDir>/test/{lib,lambda,cdk,docs,local,bench,chaos}/**/*.test.ts']),
    project('verify', ['<rootDir>/test/verify/**/*.test.ts']),
    project('contract', ['<rootDir>/test/contract/**/*.test.ts'], startsProcesses),
    project('integration', ['<rootDir>/test/integration/**/*.test.ts'], startsProcesses),
    project('e2e', ['<rootDir>/test/e2e/**/*.test.ts'], startsProcesses),
    project('scenarios', ['<rootDir>/test/scenarios/**/*.test.ts'], startsProcesses),
  ],
};

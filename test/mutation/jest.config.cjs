const { projects } = require('../../jest.config.cjs');

/** The unit tests of the decision core and what calls it, as one plain project: Stryker runs no jest projects. */
const [unit] = projects;

module.exports = {
  ...unit,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/lib/{core,controller}/**/*.test.ts'],
  // It measures time, and a mutated run is slower.
  testPathIgnorePatterns: ['large-pipeline'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
};

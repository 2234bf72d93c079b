const { projects, testTimeout } = require('../../jest.config.cjs');
const { FOLDERS } = require('./folders.cjs');

/** The tests of one folder, as one plain project: Stryker runs no jest projects. */
const [unit] = projects;
const { tests } = FOLDERS[process.env.SPILLWAY_MUTATION_FOLDER ?? 'lambda'];

module.exports = {
  ...unit,
  rootDir: '../..',
  testMatch: tests.map((pattern) => `<rootDir>/test/${pattern}.test.ts`),
  testTimeout,
  modulePathIgnorePatterns: ['<rootDir>/dist'],
};

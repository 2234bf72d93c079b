const { projects } = require('../../jest.config.cjs');

/** The tests of one folder, as one plain project: Stryker runs no jest projects. */
const [unit] = projects;
/** As in folders.mjs, which a CommonJS file cannot import. */
const folder = process.env.SPILLWAY_MUTATION_FOLDER ?? 'lambda';

module.exports = async () => {
  const { FOLDERS } = await import('./folders.mjs');
  return {
    ...unit,
    rootDir: '../..',
    testMatch: FOLDERS[folder].tests.map((tests) => `<rootDir>/test/${tests}.test.ts`),
    modulePathIgnorePatterns: ['<rootDir>/dist'],
  };
};

/**
 * Mutation score of what lies around the decision core: `npm run mutation:outside`, or for one folder
 * `npm run mutation:outside -- cdk`. What survives, and why, is in docs/mutation.md.
 */
import core from './stryker.config.mjs';

/** The folder is the value of SPILLWAY_MUTATION_FOLDER, which test/mutation/outside.mjs sets. */
const folder = process.env.SPILLWAY_MUTATION_FOLDER ?? 'lambda';

export default {
  ...core,
  // The CDK's own list of flags, which a test compares with the CDK, and a program.
  mutate: [`${folder}/**/*.ts`, '!cdk/feature-flags.ts', '!cdk/app.ts'],
  jest: { configFile: 'test/mutation/jest.outside.config.cjs' },
  incremental: false,
  tempDirName: '.cache/stryker-outside',
  // Some tests of cdk look into those of deployments.
  ignorePatterns: ['tsconfig*.json', '.cache', 'dist', 'cdk.out'],
  jsonReporter: { fileName: `.cache/stryker-${folder.replaceAll('/', '-')}.json` },
  thresholds: { high: 90, low: 80, break: 80 },
  timeoutMS: 60_000,
  dryRunTimeoutMinutes: 30,
};

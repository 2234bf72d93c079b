const base = require('./jest.config.cjs');
module.exports = { ...base, testMatch: ['<rootDir>/test/lib/drain/readiness.test.ts'] };

// One file at a time: each runs whole programs, and stalls are measured.
module.exports = {
  ...require('../../jest.preset.cjs')({ name: 'e2e', rootDir: __dirname }),
  testMatch: ['<rootDir>/src/**/*.test.ts'],
  maxWorkers: 1,
};

module.exports = {
  ...require('../../jest.preset.cjs')({ name: 'api', rootDir: __dirname }),
  globalSetup: '<rootDir>/../../libs/testing/src/jest/global-setup.ts',
  globalTeardown: '<rootDir>/../../libs/testing/src/jest/global-teardown.ts',
};

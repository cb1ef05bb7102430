/** What every project's jest.config.cjs starts from: swc, the libs' paths, and the ESM-only packages that need transforming. */
const path = require('node:path');

/** @param {{ name: string, rootDir: string }} project */
module.exports = ({ name, rootDir }) => ({
  displayName: name,
  rootDir,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/**/*.test.ts'],
  transform: {
    '^.+\\.(t|j|mj|cj)s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(jose|@electric-sql|uuid|csv-parse|croner|commander|lru-cache|echarts|zrender)/)',
  ],
  moduleNameMapper: {
    '^@englog/(domain|proto-gen|resilience|runtime|testing)$': path.join(__dirname, 'libs', '$1', 'src', 'index.ts'),
  },
  collectCoverageFrom: ['<rootDir>/src/**/*.ts', '!<rootDir>/src/**/*.test.ts', '!<rootDir>/src/gen/**'],
  coverageDirectory: path.join(__dirname, 'coverage', name),
  coverageReporters: ['json', 'text-summary'],
  testTimeout: 30000,
});

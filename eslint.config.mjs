import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** One folder of an app, and what it may not import (STYLE: http and grpc → dispatch, feed, store → domain; never sideways or up). */
const room = (files, ...forbidden) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: forbidden }] },
});
const not = (group, message, extra = {}) => ({ group, message, ...extra });

const dbOutside = not(['kysely', 'pg', '@electric-sql/*'], 'Only store/ speaks to PostgreSQL.');
const redisOutside = not(['redis'], 'Only feed/ speaks to Redis.');
const wireOutside = not(['@englog/proto-gen'], 'Wire types stop at wire.ts.');
const cockatielOutside = not(['cockatiel'], 'Only libs/resilience imports cockatiel.');
const noLibs = not(['@englog/*'], 'A lib imports no other lib.');

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/.nx/**',
      '**/coverage/**',
      'libs/proto-gen/src/gen/**',
      'apps/bench/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          depConstraints: [
            { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib', 'type:testing'] },
            { sourceTag: 'type:lib', onlyDependOnLibsWithTags: [] },
            { sourceTag: 'type:testing', onlyDependOnLibsWithTags: [] },
          ],
        },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Only main.ts touches process; pass what you need.' },
      ],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400 }],
      'max-params': ['error', 4],
    },
  },
  {
    files: ['**/main.ts', '**/*.test.ts', 'apps/e2e/**', 'apps/cli/**', 'libs/testing/**'],
    rules: { 'no-restricted-globals': 'off', 'no-console': 'off' },
  },
  {
    files: ['**/*.cjs', '**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        require: 'readonly',
        module: 'readonly',
        __dirname: 'readonly',
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        AbortSignal: 'readonly',
      },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  room(['libs/**/*.ts'], cockatielOutside, noLibs, dbOutside, redisOutside),
  room(['libs/resilience/**/*.ts'], noLibs, dbOutside, redisOutside),
  room(['apps/api/src/*.ts'], cockatielOutside, dbOutside, redisOutside, wireOutside),
  room(
    ['apps/api/src/http/**/*.ts'],
    cockatielOutside,
    dbOutside,
    redisOutside,
    wireOutside,
    not(['**/grpc/*'], 'http never reaches into grpc.'),
  ),
  room(
    ['apps/api/src/grpc/**/*.ts'],
    cockatielOutside,
    dbOutside,
    redisOutside,
    not(['**/http/*'], 'grpc never reaches into http.'),
  ),
  room(
    ['apps/api/src/dispatch/**/*.ts'],
    cockatielOutside,
    dbOutside,
    redisOutside,
    wireOutside,
    not(['**/http/*', '**/grpc/*'], 'dispatch never reaches up.'),
  ),
  room(
    ['apps/api/src/store/**/*.ts'],
    cockatielOutside,
    redisOutside,
    wireOutside,
    not(['**/http/*', '**/grpc/*', '**/dispatch/*', '**/feed/*'], 'store never reaches up or sideways.'),
  ),
  room(
    ['apps/api/src/feed/**/*.ts'],
    cockatielOutside,
    dbOutside,
    wireOutside,
    not(['**/http/*', '**/grpc/*', '**/dispatch/*', '**/store/*'], 'feed never reaches up or sideways.'),
  ),
  room(['apps/worker/src/**/*.ts', 'apps/cli/src/**/*.ts'], cockatielOutside, dbOutside, redisOutside),
  room(
    ['apps/worker/src/handlers/**/*.ts', 'apps/worker/src/ollama/**/*.ts'],
    cockatielOutside,
    dbOutside,
    redisOutside,
    wireOutside,
  ),
);

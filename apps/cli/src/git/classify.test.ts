import type { EntryType } from '@englog/domain';
import { entryTypeOf, isBreaking, parseConventional, tagsOf } from './classify';

describe('parseConventional', () => {
  it.each([
    ['feat: add x', { prefix: 'feat', scope: null, breaking: false }],
    ['fix(api): y', { prefix: 'fix', scope: 'api', breaking: false }],
    ['Refactor(core)!: z', { prefix: 'refactor', scope: 'core', breaking: true }],
    ['chore!: drop', { prefix: 'chore', scope: null, breaking: true }],
    ['plain subject', null],
    ['http://example.org: what', null],
    ['a(b)(c): d', null],
    ['', null],
  ])('%j', (subject, expected) => {
    expect(parseConventional(subject)).toEqual(expected);
  });
});

describe('entryTypeOf', () => {
  it.each<[string, string[], EntryType]>([
    ['feat: add x', ['docs/x.md'], 'development'],
    ['fix(api): y', [], 'debugging'],
    ['docs: say why', ['src/a.ts'], 'documentation'],
    ['test(cli): cover', [], 'testing'],
    ['ci: run on push', [], 'deployment'],
    ['chore(deps): bump', [], 'maintenance'],
    ['spike: try wasm', [], 'research'],
    ['rfc: the next wire format', [], 'planning'],
    ['unheardof: thing', ['src/a.test.ts'], 'testing'],
    ['Fix a crash on an empty file', ['src/a.ts'], 'debugging'],
    ['Fixture for the parser', ['src/a.ts'], 'development'],
    ['Bump left-pad from 1 to 2', [], 'maintenance'],
    ['v1.2.3', ['package.json'], 'deployment'],
    ['Rework the guide', ['docs/a.rst', 'README.md'], 'documentation'],
    ['Rework the guide and code', ['docs/a.rst', 'src/a.ts'], 'development'],
    ['More cases', ['tests/test_a.py', 'src/b_test.go'], 'testing'],
    ['Ship it', ['.github/workflows/ci.yml', 'deploy/api.Dockerfile'], 'deployment'],
    ['Lock', ['package-lock.json'], 'maintenance'],
    ['Work', [], 'development'],
    ['', [], 'development'],
  ])('%j with %j is %s', (subject, paths, expected) => {
    expect(entryTypeOf({ subject, paths })).toBe(expected);
  });
});

describe('isBreaking', () => {
  it.each([
    ['feat!: x', '', true],
    ['feat: x', 'BREAKING CHANGE: y is gone', true],
    ['feat: x', 'no BREAKING CHANGE: here', false],
    ['feat: x', '', false],
  ])('%j, %j', (subject, body, expected) => {
    expect(isBreaking({ subject, body })).toBe(expected);
  });
});

describe('tagsOf', () => {
  it('takes scopes and the three languages used most, each once', () => {
    const paths = ['a.ts', 'b.ts', 'c.PY', 'd.go', 'e.go', 'f.rs', 'LICENSE', 'no.ext.unknown'];
    expect(
      tagsOf([
        { subject: 'feat(API, web): x', paths },
        { subject: 'fix(api): y', paths: [] },
      ]),
    ).toEqual(['git', 'api', 'web', 'go', 'typescript', 'python']);
  });

  it('is bounded whatever the message holds', () => {
    const subject = `feat(${Array.from({ length: 30 }, (_, index) => `s${index}`)
      .join(',')
      .slice(0, 60)}): x`;
    const tags = tagsOf([{ subject, paths: [] }]);
    expect(tags.length).toBeLessThanOrEqual(14);
    expect(tags.every((tag) => tag.length >= 1 && tag.length <= 50)).toBe(true);
  });
});

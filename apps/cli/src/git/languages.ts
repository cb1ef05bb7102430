/** Languages by file extension: those a work log is likely to name. An unknown extension gives no tag. */
const extensionsByLanguage: Record<string, string> = {
  c: 'c h',
  'c#': 'cs',
  'c++': 'cc cpp cxx hh hpp hxx',
  clojure: 'clj cljs',
  css: 'css scss sass less',
  dart: 'dart',
  elixir: 'ex exs',
  erlang: 'erl hrl',
  go: 'go',
  haskell: 'hs',
  html: 'html htm',
  java: 'java',
  javascript: 'js jsx mjs cjs',
  kotlin: 'kt kts',
  lua: 'lua',
  markdown: 'md mdx',
  ocaml: 'ml mli',
  perl: 'pl pm',
  php: 'php',
  protobuf: 'proto',
  python: 'py pyi',
  r: 'r',
  ruby: 'rb',
  rust: 'rs',
  scala: 'scala',
  shell: 'sh bash zsh',
  sql: 'sql',
  svelte: 'svelte',
  swift: 'swift',
  terraform: 'tf',
  typescript: 'ts tsx mts cts',
  vue: 'vue',
  yaml: 'yml yaml',
  zig: 'zig',
};

const languageByExtension = new Map(
  Object.entries(extensionsByLanguage).flatMap(([language, extensions]) =>
    extensions.split(' ').map((extension): [string, string] => [extension, language]),
  ),
);

export const languageOf = (path: string): string | null => {
  const extension = /\.([^./]+)$/.exec(path)?.[1];
  return extension === undefined ? null : (languageByExtension.get(extension.toLowerCase()) ?? null);
};

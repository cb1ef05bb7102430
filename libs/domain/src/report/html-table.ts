const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

type Row = readonly (string | number)[];

const isFigure = (cell: string | number): boolean =>
  typeof cell === 'number' || /^[+-]?\d+(?:\.\d+)?(?: %)?$/.test(cell);

/** Columns of figures stand to the right; what a project is called decides nothing, so the first column never does. */
export const htmlTable = (head: Row, rows: readonly Row[]): string => {
  if (rows.length === 0) return '';
  const classes = head.map((_, at) => (at > 0 && rows.every((row) => isFigure(row[at] ?? '')) ? ' class="n"' : ''));
  const cells = (tag: string, row: Row): string =>
    row.map((cell, at) => `<${tag}${classes[at]}>${escapeHtml(String(cell))}</${tag.slice(0, 2)}>`).join('');
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('');
  return `<table><thead><tr>${cells('th scope="col"', head)}</tr></thead><tbody>${body}</tbody></table>`;
};

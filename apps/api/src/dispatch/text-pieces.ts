/** The most characters of one event: followers, the feed and Redis hold events by number as well. */
const maxCharacters = 16_384;

const isBetweenHalves = (text: string, at: number): boolean => (text.codePointAt(at - 1) ?? 0) > 0xffff;

/** The text in order, cut where no character is halved; one piece, if an empty one, at least. */
export const piecesOf = (text: string): string[] => {
  if (text.length <= maxCharacters) return [text];
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = Math.min(text.length, start + maxCharacters);
    const cut = end < text.length && isBetweenHalves(text, end) ? end - 1 : end;
    pieces.push(text.slice(start, cut));
    start = cut;
  }
  return pieces;
};

import { piecesOf } from './text-pieces';

describe('the pieces of a text', () => {
  const pair = '😀';
  it.each([
    ['', [0]],
    ['x', [1]],
    ['x'.repeat(16_384), [16_384]],
    ['x'.repeat(16_385), [16_384, 1]],
    [`${'x'.repeat(16_383)}${pair}y`, [16_383, 3]],
    [`${'x'.repeat(16_382)}${pair}y`, [16_384, 1]],
    [pair.repeat(20_000), [16_384, 16_384, 7232]],
  ])('are bounded, whole and joined the text again (%#)', (text, lengths) => {
    const pieces = piecesOf(text);
    expect(pieces.map((piece) => piece.length)).toEqual(lengths);
    expect(pieces.join('')).toBe(text);
    expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
  });
});

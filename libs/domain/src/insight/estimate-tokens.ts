/**
 * How many tokens a text may be, rather too many than too few: models differ. English letters are about four to a token,
 * digits and punctuation of JSON often one each, letters of other alphabets up to one each, and a character of a script
 * the model knows little of (CJK, emoji) one or more.
 */
export const estimateTokens = (text: string): number => {
  let tokens = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // Letters and the space; case folded by the bit that tells it.
    if (code < 0x80) tokens += code === 0x20 || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) ? 0.3 : 0.7;
    else tokens += code < 0x800 ? 1 : 1.5;
  }
  return Math.ceil(tokens);
};

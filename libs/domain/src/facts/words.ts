/** Words that say nothing about a subject, in the languages logs are mostly written in. */
const stopWords = new Set(
  `the and for with from into onto that this then than was were been are have has had not but our your their its his her
  about after before over under out off per via new old some any all more most less work worked working working day
  der die das den dem des ein eine einer eines einem einen und oder aber mit von vom zum zur für auf aus bei nach über
  unter nicht auch noch wie wird wurde sind ist war haben hat als
  les des une aux dans pour par sur avec sans sous est sont été qui que quoi dont leur nos vos mes ses ces cette
  los las una unos unas del con por para sin sobre como más pero sus este esta estos estas fue son
  fix fixed add added update updated make made get use used using`.split(/\s+/),
);

/** The words of a text that carry its subject: lower case, letters and digits, no stop words. Unsegmented scripts stay whole. */
export const contentWords = (text: string): Set<string> => {
  const words = text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}_-]*/gu) ?? [];
  return new Set(words.filter((word) => word.length > 2 && !stopWords.has(word) && !/^\d+$/.test(word)));
};

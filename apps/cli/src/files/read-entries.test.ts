import { readEntries } from './read-entries';

const zone = 'Europe/Berlin';
const csv = (text: string) => readEntries(text, 'csv', zone);
const json = (document: unknown) =>
  readEntries(typeof document === 'string' ? document : JSON.stringify(document), 'json', zone);
const entry = {
  title: 'Review',
  type: 'code_review',
  start_time: '2026-03-02T08:00:00Z',
  end_time: '2026-03-02T09:00:00Z',
};

describe('readEntries of CSV', () => {
  it('reads quoted cells, local times, durations and tags, whatever the line ends and the byte order mark', () => {
    const text =
      '\ufeffTitle,type,start_time,duration_minutes,project,tags\r\n"Fix ""it"", now",debugging,2026-03-02 09:00,90,englog,api; db\r\n\r\n';
    expect(csv(text)).toEqual([
      expect.objectContaining({
        title: 'Fix "it", now',
        start_time: '2026-03-02T08:00:00.000Z',
        end_time: '2026-03-02T09:30:00.000Z',
        project: 'englog',
        tags: ['api', 'db'],
        value_rating: 'medium',
      }),
    ]);
  });

  it.each([
    ['an unknown column', 'title,colour\nx,red', /column "colour" is not known/],
    [
      'a bad value, with its row and field',
      `title,type,start_time,end_time\nx,napping,2026-03-02T08:00:00Z,2026-03-02T07:00:00Z`,
      /row 1: type .*development/,
    ],
    [
      'an end before its start',
      'title,type,start_time,end_time\nx,meeting,2026-03-02T08:00:00Z,2026-03-02T07:00:00Z',
      /row 1: end_time must be after start_time/,
    ],
    ['a time that is none', 'title,type,start_time,duration_minutes\nx,meeting,monday,30', /row 1: start_time/],
    [
      'a duration that is none',
      'title,type,start_time,duration_minutes\nx,meeting,2026-03-02T08:00:00Z,long',
      /row 1: end_time/,
    ],
    [
      'a missing field',
      'title,start_time,end_time\nx,2026-03-02T08:00:00Z,2026-03-02T09:00:00Z',
      /row 1: type is required|row 1: type/,
    ],
    ['rows of uneven length', 'title,type\na,meeting,more', /is no CSV/],
    ['nothing', '', /holds no entry/],
    ['a header alone', 'title,type', /holds no entry/],
  ])('refuses %s', (_name, text, message) => {
    expect(() => csv(text)).toThrow(message);
  });

  it('tells of the first problems and how many there are', () => {
    const rows = Array.from({ length: 30 }, () => 'x,napping,2026-03-02T08:00:00Z,2026-03-02T09:00:00Z').join('\n');
    expect(() => csv(`title,type,start_time,end_time\n${rows}`)).toThrow(/30 problems[\s\S]*and 20 more/);
  });
});

describe('readEntries of JSON', () => {
  it('takes an array, the answer of an export, and leaves out what the API adds', () => {
    const exported = {
      ...entry,
      id: 'x',
      user_id: 'ada',
      duration_minutes: 60,
      created_at: 'x',
      updated_at: 'x',
      project: null,
      description: null,
    };
    expect(json([entry])).toHaveLength(1);
    expect(json({ entries: [exported], next_cursor: null })[0]).not.toHaveProperty('id');
  });

  it.each([
    ['half a document', '[{"title":', /is no JSON/],
    ['another document', '{"logs": []}', /must be an array of entries/],
    ['null', 'null', /must be an array of entries/],
    ['what is no entry', '[1]', /entry 1:/],
    ['an unknown field', JSON.stringify([{ ...entry, colour: 'red' }]), /entry 1: colour is not a known field/],
  ])('refuses %s', (_name, text, message) => {
    expect(() => json(text)).toThrow(message);
  });
});

import { splitEntries } from './entry-requests';

const entry = {
  title: 'Parser',
  type: 'development',
  start_time: '2026-03-10T09:00:00Z',
  end_time: '2026-03-10T10:00:00Z',
};

it('keeps the good entries and says which of the others is wrong where', () => {
  const { valid, errors } = splitEntries([
    entry,
    { ...entry, end_time: entry.start_time },
    'nonsense',
    { ...entry, title: ' ', type: 'napping' },
    entry,
  ]);
  expect(valid).toHaveLength(2);
  expect(valid[0]).toMatchObject({ title: 'Parser', value_rating: 'medium', impact_level: 'personal', tags: [] });
  expect(errors.map(({ index, field }) => `${index} ${field}`)).toEqual(['1 end_time', '2 ', '3 title', '3 type']);
});

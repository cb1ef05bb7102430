/** What a client asks for: the same work for every stack. */
export const payload = {
  user_id: 'bench-user',
  entry_ids: ['0197e7a0-7f5e-7c6b-9d3e-2f4a6b8c0d1e'],
  insight_type: 'productivity',
};

/** One PostgreSQL for every stack: durable, sized for a small server, its statistics as they come. */
export const postgresSettings = {
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  max_connections: 200,
};

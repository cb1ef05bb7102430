/**
 * The link's life as one total table: what each event does in each state. Effects live in link.ts; nothing here knows
 * of sockets or time.
 *
 * - idle: not started
 * - waiting: between two tries
 * - dialing: choosing an address
 * - registering: no session yet, asking for one
 * - opening: both streams asked for, nothing heard yet
 * - up: the API was heard on this connection
 * - closing: asked to stop; the connection is being let go
 * - stopped: for good
 */
export const linkStates = ['idle', 'waiting', 'dialing', 'registering', 'opening', 'up', 'closing', 'stopped'] as const;
export type LinkState = (typeof linkStates)[number];

/**
 * - start, stop: the worker's wish
 * - due: the wait is over
 * - dialed: connected to an address, without a session
 * - resumed: the same, with a session from before
 * - registered: the API gave a session
 * - heard: the first word of the API on the new streams
 * - ended: the connection, a stream or a call failed, fell silent or lost a message
 * - refused: the API does not know this session (any more)
 * - moved: the API asked to connect elsewhere
 * - closed: everything is let go
 */
export const linkEvents = [
  'start',
  'due',
  'dialed',
  'resumed',
  'registered',
  'heard',
  'ended',
  'refused',
  'moved',
  'stop',
  'closed',
] as const;
export type LinkEvent = (typeof linkEvents)[number];

/** `null`: nothing changes; a late event of a connection already let go is such a nothing. A missing cell does not compile. */
export const linkTable: Record<LinkState, Record<LinkEvent, LinkState | null>> = {
  idle: {
    start: 'dialing',
    due: null,
    dialed: null,
    resumed: null,
    registered: null,
    heard: null,
    ended: null,
    refused: null,
    moved: null,
    stop: 'stopped',
    closed: null,
  },
  waiting: {
    start: null,
    due: 'dialing',
    dialed: null,
    resumed: null,
    registered: null,
    heard: null,
    ended: null,
    refused: null,
    moved: null,
    stop: 'closing',
    closed: null,
  },
  dialing: {
    start: null,
    due: null,
    dialed: 'registering',
    resumed: 'opening',
    registered: null,
    heard: null,
    ended: 'waiting',
    refused: 'waiting',
    moved: null,
    stop: 'closing',
    closed: null,
  },
  registering: {
    start: null,
    due: null,
    dialed: null,
    resumed: null,
    registered: 'opening',
    heard: null,
    ended: 'waiting',
    refused: 'waiting',
    moved: null,
    stop: 'closing',
    closed: null,
  },
  opening: {
    start: null,
    due: null,
    dialed: null,
    resumed: null,
    registered: null,
    heard: 'up',
    ended: 'waiting',
    refused: 'waiting',
    moved: 'waiting',
    stop: 'closing',
    closed: null,
  },
  up: {
    start: null,
    due: null,
    dialed: null,
    resumed: null,
    registered: null,
    heard: null,
    ended: 'waiting',
    refused: 'waiting',
    moved: 'waiting',
    stop: 'closing',
    closed: null,
  },
  closing: {
    start: null,
    due: null,
    dialed: null,
    resumed: null,
    registered: null,
    heard: null,
    ended: null,
    refused: null,
    moved: null,
    stop: null,
    closed: 'stopped',
  },
  stopped: {
    start: null,
    due: null,
    dialed: null,
    resumed: null,
    registered: null,
    heard: null,
    ended: null,
    refused: null,
    moved: null,
    stop: null,
    closed: null,
  },
};

export const next = (state: LinkState, event: LinkEvent): LinkState => linkTable[state][event] ?? state;

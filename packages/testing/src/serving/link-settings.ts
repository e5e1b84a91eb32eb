/**
 * How one direction of a connection in memory behaves. Every setting can change while bytes are on their way.
 *
 * @public
 */
export interface LinkSettings {
  /** Milliseconds that bytes travel. A connection takes one way there and one back to open. @default 0 */
  readonly latencyMs: number
  /** Up to so many milliseconds more, drawn for every write; bytes never overtake each other. @default 0 */
  readonly jitterMs: number
  /** How fast bytes leave, per second. What has not left counts as `bufferedBytes`. @default Infinity */
  readonly bytesPerSecond: number
  /** How many bytes arrive at once, at most. @default Infinity */
  readonly sliceBytes: number
  /**
   * Nothing gets through, no dial and no end of a connection either. As with TCP, which sends again until it is heard, it goes
   * on where it stopped when this is over.
   * @default false
   */
  readonly blackHole: boolean
  /** Dials are refused. Looked at towards the broker only. @default false */
  readonly refuse: boolean
  /** The other side is never told that the connection has ended: its end stays half open. @default false */
  readonly losesEnd: boolean
}

/** A link that nobody said anything about. */
export const DEFAULT_LINK_SETTINGS: LinkSettings = Object.freeze({
  latencyMs: 0,
  jitterMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  sliceBytes: Number.POSITIVE_INFINITY,
  blackHole: false,
  refuse: false,
  losesEnd: false,
})

/** @throws {RangeError} for an impossible number. */
export function requireLinkSettings(settings: Partial<LinkSettings>): void {
  const { latencyMs = 0, jitterMs = 0, bytesPerSecond = 1, sliceBytes = 1 } = settings
  requireAtLeast('latencyMs', latencyMs, 0)
  requireAtLeast('jitterMs', jitterMs, 0)
  requireAtLeast('bytesPerSecond', bytesPerSecond, 1)
  requireAtLeast('sliceBytes', sliceBytes, 1)
}

function requireAtLeast(name: string, value: number, least: number): void {
  // Written so that NaN is refused, too.
  if (!(value >= least)) throw new RangeError(`${name} must be at least ${least}, not ${value}`)
}

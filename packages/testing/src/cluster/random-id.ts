const ID_BYTES = 16

/**
 * Numbers in [0, 1); injected so that a seed replays a run.
 *
 * @public
 */
export interface ClusterRandom {
  next(): number
}

/** A fresh id in Kafka's text form: 16 bytes as 22 characters of base64url. */
export function randomId(random: ClusterRandom): string {
  const bytes = Buffer.from(Array.from({ length: ID_BYTES }, () => Math.floor(random.next() * 256)))
  return bytes.toString('base64url')
}

/** How a connection ends: in order, after what was written (FIN), or broken at once (RST). */
export type Closing = 'end' | 'reset'

/** What a broker does when it is done with a request. */
export type Answer =
  /** Writes a response, with its length prefix. */
  | { readonly kind: 'frame'; readonly bytes: Buffer }
  /** Writes the beginning of a response and closes the connection. */
  | { readonly kind: 'cut'; readonly bytes: Buffer }
  /** The request asked for no response. */
  | { readonly kind: 'nothing' }
  /** Closes the connection. */
  | { readonly kind: 'close'; readonly how?: Closing }
  /** Hangs: the connection stays open, but nothing on it is answered or even served any more. */
  | { readonly kind: 'silence' }

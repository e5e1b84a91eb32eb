/** The name of a producer that was registered without one. */
export const DEFAULT_PRODUCER_NAME = 'default'

/**
 * The injection token of a producer: for `overrideProvider` in tests, `inject` of factories and `moduleRef.get`. The same
 * name gives the same token in every copy of this package.
 *
 * @public
 */
export function getProducerToken(name: string = DEFAULT_PRODUCER_NAME): symbol {
  return Symbol.for(`headwater:producer:${name}`)
}

/** The token of the options that a producer is made from. */
export function optionsToken(name: string): symbol {
  return Symbol.for(`headwater:producer-options:${name}`)
}

/** The token of the object that connects and closes a producer. */
export function lifecycleToken(name: string): symbol {
  return Symbol.for(`headwater:producer-lifecycle:${name}`)
}

import type { LinkMatch } from './link-match.ts'
import type { LinkRules } from './link-rules.ts'
import type { LinkSettings } from './link-settings.ts'

/**
 * Links that are there and links to come, as far as they match.
 *
 * @public
 */
export class Links {
  readonly #match: LinkMatch
  readonly #rules: LinkRules
  readonly #changed: () => void

  constructor(match: LinkMatch, rules: LinkRules, changed: () => void) {
    this.#match = match
    this.#rules = rules
    this.#changed = changed
  }

  /**
   * Changes what is given, from now on and for what is on its way; the rest stays. Where several matches are about one link,
   * the one that was set last decides.
   *
   * @throws {RangeError} for an impossible number.
   */
  set(settings: Partial<LinkSettings>): void {
    this.#rules.set(this.#match, settings)
    this.#changed()
  }

  /** Takes back everything that was set for exactly this match. */
  reset(): void {
    this.#rules.forget(this.#match)
    this.#changed()
  }
}

import { type LinkEnd, type LinkMatch, matchesLink } from './link-match.ts'
import { DEFAULT_LINK_SETTINGS, type LinkSettings, requireLinkSettings } from './link-settings.ts'

interface LinkRule {
  readonly match: LinkMatch
  readonly settings: Partial<LinkSettings>
}

/** What a test has said about links, for those that are there and those to come; what it says later comes before. */
export class LinkRules {
  readonly #base: LinkSettings
  // By what they match, so that setting the same links a thousand times keeps one rule.
  readonly #rules = new Map<string, LinkRule>()

  /** @throws {RangeError} for an impossible number. */
  constructor(base: Partial<LinkSettings>) {
    requireLinkSettings(base)
    this.#base = { ...DEFAULT_LINK_SETTINGS, ...base }
  }

  /** @throws {RangeError} for an impossible number. */
  set(match: LinkMatch, settings: Partial<LinkSettings>): void {
    requireLinkSettings(settings)
    const key = keyOf(match)
    const before = this.#rules.get(key)
    this.#rules.delete(key)
    this.#rules.set(key, { match, settings: { ...before?.settings, ...settings } })
  }

  /** Takes back what was set for exactly this match. */
  forget(match: LinkMatch): void {
    this.#rules.delete(keyOf(match))
  }

  clear(): void {
    this.#rules.clear()
  }

  settingsOf(end: LinkEnd): LinkSettings {
    let settings = this.#base
    for (const rule of this.#rules.values()) {
      if (matchesLink(rule.match, end)) settings = { ...settings, ...rule.settings }
    }
    return settings
  }
}

function keyOf({ node, port, connection, direction }: LinkMatch): string {
  return [node, port, connection, direction].join(' ')
}

import type { ClusterClock, ClusterTimer } from '../time/cluster-clock.ts'

/** @public */
export interface FlapOptions {
  /** How long the links are down at a time, in milliseconds; they begin down. */
  readonly downMs: number
  /** How long they are up in between, in milliseconds. */
  readonly upMs: number
}

/** What goes up and down. */
export interface FlappingLinks {
  down(): void
  up(): void
  /** It is over. */
  stopped(): void
}

/**
 * Links that go down and up in turn until they are told to stop, which leaves them up.
 *
 * @public
 */
export class LinkFlapping {
  readonly #links: FlappingLinks
  readonly #clock: ClusterClock
  readonly #options: FlapOptions
  #timer: ClusterTimer | undefined
  #downs = 0

  constructor(links: FlappingLinks, clock: ClusterClock, options: FlapOptions) {
    if (!(options.downMs > 0 && options.upMs > 0)) {
      throw new RangeError('downMs and upMs must be above 0')
    }
    this.#links = links
    this.#clock = clock
    this.#options = options
    this.#goDown()
  }

  /** How often they went down. */
  get downs(): number {
    return this.#downs
  }

  stop(): void {
    this.#timer?.cancel()
    this.#links.up()
    this.#links.stopped()
  }

  #goDown(): void {
    this.#downs++
    this.#links.down()
    this.#timer = this.#clock.setTimer(this.#options.downMs, () => this.#goUp())
  }

  #goUp(): void {
    this.#links.up()
    this.#timer = this.#clock.setTimer(this.#options.upMs, () => this.#goDown())
  }
}

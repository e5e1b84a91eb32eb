interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** How many sends may be unsettled at once, and who waits for what. For one sender: there is one waiter at most. */
export class SendWindow {
  readonly #limit: number
  #unsettledCount = 0
  #failure: { readonly error: unknown } | null = null
  #waiter: Waiter | null = null
  #wakeAtOrBelow = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Whether to wait for room before the next send. After a failure it is time to, and the wait rejects. */
  get isFull(): boolean {
    return this.#failure !== null || this.#unsettledCount >= this.#limit
  }

  opened(): void {
    this.#unsettledCount += 1
  }

  settled(): void {
    this.#unsettledCount -= 1
    if (this.#waiter !== null && this.#unsettledCount <= this.#wakeAtOrBelow) this.#wake()
  }

  /** A send was rejected: whoever waits now or later gets the first such error. */
  failed(error: unknown): void {
    this.#failure ??= { error }
    this.settled()
    this.#wake()
  }

  /** Resolves as soon as one more may be sent. */
  room(): Promise<void> {
    return this.#countAtOrBelow(this.#limit - 1)
  }

  /** Resolves when nothing is unsettled. */
  empty(): Promise<void> {
    return this.#countAtOrBelow(0)
  }

  #countAtOrBelow(count: number): Promise<void> {
    if (this.#waiter !== null) throw new Error('A window has one sender, and it waits already')
    if (this.#failure !== null) return Promise.reject(this.#failure.error)
    if (this.#unsettledCount <= count) return Promise.resolve()
    this.#wakeAtOrBelow = count
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject }
    })
  }

  #wake(): void {
    const waiter = this.#waiter
    this.#waiter = null
    if (this.#failure === null) waiter?.resolve()
    else waiter?.reject(this.#failure.error)
  }
}

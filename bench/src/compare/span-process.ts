import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { SpanFigures } from './measure-span.ts'
import type { SpanAnswer } from './span-answer.ts'

const PROGRAM_PATH = fileURLToPath(new URL('./run-spans.js', import.meta.url))

/** A process that has connected one checkout's producer and sends for a span whenever it is asked to. */
export class SpanProcess {
  readonly #child: ChildProcess
  /** Rejects when the process has ended: with the signal's reason, or an error that names the checkout and says why. */
  readonly #ended: Promise<never>

  /**
   * @param signal kills the process when it is aborted
   * @param programPath what it runs; with `args`
   * @throws {Error} the signal's reason when it was aborted before
   */
  constructor(
    checkout: string,
    args: readonly string[],
    signal: AbortSignal,
    programPath: string = PROGRAM_PATH,
  ) {
    signal.throwIfAborted()
    const child = fork(programPath, args)
    const kill = () => child.kill('SIGKILL')
    signal.addEventListener('abort', kill)
    let failure: string | null = null
    child.on('message', (answer: SpanAnswer) => {
      if (isFailure(answer)) failure ??= answer.failure
    })
    this.#ended = once(child, 'exit').then(async ([code, signalName]) => {
      // What it has told last may still be on its way.
      if (child.connected) await once(child, 'disconnect')
      signal.removeEventListener('abort', kill)
      signal.throwIfAborted()
      const ending = `its measuring process has ended (${code ?? signalName})`
      throw new Error(`${checkout}: ${failure ?? ending}`)
    })
    this.#ended.catch(() => {})
    this.#child = child
  }

  /**
   * Resolves when it is connected.
   *
   * @throws {Error} when the process ends before, as `measure` does
   */
  async ready(): Promise<void> {
    await this.#answer()
  }

  /** @throws {Error} the process has ended: the signal's reason, or what names the checkout and says why */
  async measure(spanMs: number): Promise<SpanFigures> {
    const answer = this.#answer()
    // That it cannot be told, because it has ended, is what the answer says, too.
    this.#child.send(spanMs, () => {})
    return (await answer) as SpanFigures
  }

  /** Resolves when the process has ended. */
  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect()
    await this.#ended.catch(() => {})
  }

  async #answer(): Promise<SpanAnswer> {
    const [answer] = await Promise.race([once(this.#child, 'message'), this.#ended])
    return isFailure(answer) ? this.#ended : answer
  }
}

function isFailure(answer: SpanAnswer): answer is { readonly failure: string } {
  return typeof answer === 'object' && 'failure' in answer
}

/** Answers the process that started this one; resolves when it has been handed over. */
export function answerParent(message: unknown): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, {}, () => resolve())
  })
}

/** Resolves when the parent says this word. */
export function wordFromParent(word: string): Promise<void> {
  return new Promise((resolve) => {
    const listen = (said: unknown): void => {
      if (said !== word) return
      process.off('message', listen)
      resolve()
    }
    process.on('message', listen)
  })
}

/** Where the code is that mutants change, with a slash at the end. */
export const CORE_FOLDER = new URL('../../packages/core/', import.meta.url)

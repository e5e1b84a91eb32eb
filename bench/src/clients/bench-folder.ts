import { fileURLToPath } from 'node:url'

/** The folder of this package: its `node_modules` holds what the benchmark depends on. */
export const BENCH_FOLDER = fileURLToPath(new URL('../..', import.meta.url))
